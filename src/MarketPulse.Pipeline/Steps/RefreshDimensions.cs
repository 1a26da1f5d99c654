using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Updates the dimensions of the star schema: instruments, windows and dates, and the freshness of the facts.</summary>
/// <param name="events">Store of the events, for the first date and the number of open events.</param>
/// <param name="freshness">Finds the latest article and bar.</param>
/// <param name="dimensions">Store of the instruments.</param>
/// <param name="watchlist">The instruments that are scored.</param>
/// <param name="writer">Writes the other dimensions.</param>
/// <param name="clock">Current time.</param>
public sealed class RefreshDimensions(
    IEventStore events,
    DataFreshness freshness,
    IDimensionStore dimensions,
    Watchlist watchlist,
    IDimensionWriter writer,
    TimeProvider clock)
{
    /// <summary>Computes and writes all dimensions.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        IReadOnlyList<Instrument> instruments = await RefreshInstrumentsAsync(cancellationToken);
        DateOnly? lastBar = await freshness.FindLastBarAsync(instruments, cancellationToken);
        DateTimeOffset? lastArticle = await freshness.FindLastArticleAsync(cancellationToken);
        (DateOnly? first, int open) = await LookAtEventsAsync(lastBar, cancellationToken);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await writer.ReplaceAsync(WindowDimension.All, cancellationToken);
        await writer.ReplaceAsync<DateDimension>(
            [.. DateDimension.Years(first < today ? first.Value : today, today.AddYears(1))], cancellationToken);
        await writer.ReplaceAsync<DataStatus>(
            [
                Status("articles", null),
                Status("tradeevents", null),
                Status("impactscores", lastBar),
                Status("abnormalreturns", lastBar),
                Status("prices", lastBar),
            ],
            cancellationToken);

        DataStatus Status(string table, DateOnly? bar) => new()
        {
            Table = table,
            AsOfUtc = now,
            LastBar = bar,
            LastArticle = lastArticle,
            OpenEvents = open,
        };
    }

    /// <summary>Keeps the instruments of earlier watchlists, because facts refer to them.</summary>
    private async Task<IReadOnlyList<Instrument>> RefreshInstrumentsAsync(CancellationToken cancellationToken)
    {
        Watchlist all = watchlist.Keeping(await dimensions.ReadInstrumentsAsync(cancellationToken).ToListAsync(cancellationToken));
        await dimensions.SaveInstrumentsAsync(all.Instruments, cancellationToken);
        return all.Instruments;
    }

    private async Task<(DateOnly? First, int Open)> LookAtEventsAsync(DateOnly? lastBar, CancellationToken cancellationToken)
    {
        DateOnly? first = null;
        int open = 0;
        await foreach (TradeEvent found in events.ReadAsync(
            DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken))
        {
            first ??= DateOnly.FromDateTime(found.EventTimeUtc.UtcDateTime);
            if (found.OpenUntil is null || lastBar is null || found.OpenUntil > lastBar)
            {
                open++;
            }
        }

        return (first, open);
    }
}
