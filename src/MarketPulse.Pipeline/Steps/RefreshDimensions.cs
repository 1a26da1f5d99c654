using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Updates the dimensions of the star schema: instruments, windows and dates, and the freshness of the facts.</summary>
/// <param name="events">Store of the events, for the first date and the number of open events.</param>
/// <param name="articles">Store of the articles, for the latest one.</param>
/// <param name="prices">Store of the bars, for the latest one.</param>
/// <param name="dimensions">Store of the instruments.</param>
/// <param name="watchlist">The instruments that are scored.</param>
/// <param name="accepted">Which articles are stored; the dates begin no earlier.</param>
/// <param name="writer">Writes the other dimensions.</param>
/// <param name="clock">Current time.</param>
public sealed class RefreshDimensions(
    IEventStore events,
    IArticleStore articles,
    IPriceStore prices,
    IDimensionStore dimensions,
    Watchlist watchlist,
    ArticleOptions accepted,
    IDimensionWriter writer,
    TimeProvider clock)
{
    private static readonly TimeSpan[] Lookbacks = [TimeSpan.FromDays(14), TimeSpan.FromDays(400)];

    /// <summary>Computes and writes all dimensions.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        IReadOnlyList<Instrument> instruments = await RefreshInstrumentsAsync(cancellationToken);
        DateOnly? lastBar = await LastBarAsync(instruments, now, cancellationToken);
        DateTimeOffset? lastArticle = await LastArticleAsync(now, cancellationToken);
        (DateOnly? first, int open) = await LookAtEventsAsync(lastBar, cancellationToken);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await writer.ReplaceAsync(WindowDimension.All, cancellationToken);
        await writer.ReplaceAsync<DateDimension>(
            [.. DateDimension.Years(FirstDate(first, today), today.AddYears(1))], cancellationToken);
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

    // An event stored before the limit existed must not add centuries of dates.
    private DateOnly FirstDate(DateOnly? firstEvent, DateOnly today) =>
        firstEvent is not { } first || first > today ? today : first < accepted.Earliest ? accepted.Earliest : first;

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

    // The latest bar is usually recent. Only if no recent one is found is the whole history read.
    private async Task<DateOnly?> LastBarAsync(
        IReadOnlyList<Instrument> instruments, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (DateOnly? from in Lookbacks.Select(back => (DateOnly?)today.AddDays(-back.Days)).Append(null))
        {
            DateOnly? last = null;
            foreach (Instrument instrument in instruments.Where(instrument => instrument.Members.Count == 0))
            {
                PriceHistory? history = await prices.ReadAsync(instrument.Symbol, from, to: null, cancellationToken);
                DateOnly? bar = history is { Bars.Count: > 0 } ? history.Bars[^1].Date : null;
                last = bar > last || last is null ? bar ?? last : last;
            }

            if (last is not null)
            {
                return last;
            }
        }

        return null;
    }

    private async Task<DateTimeOffset?> LastArticleAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (DateTimeOffset from in Lookbacks.Select(back => now - back).Append(DateTimeOffset.MinValue))
        {
            DateTimeOffset? last = null;
            await foreach (ArticleFacts facts in articles.ReadFactsAsync(from, now.AddDays(1), cancellationToken))
            {
                last = facts.Published;
            }

            if (last is not null)
            {
                return last;
            }
        }

        return null;
    }
}
