using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Updates the dimensions of the star schema: instruments, windows and dates, and the freshness of the facts.</summary>
/// <param name="freshness">Finds the first event, the latest article and the latest bar.</param>
/// <param name="dimensions">Store of the instruments.</param>
/// <param name="watchlist">The instruments that are scored.</param>
/// <param name="dates">Updates the dates.</param>
/// <param name="writer">Writes the other dimensions.</param>
/// <param name="clock">Current time.</param>
public sealed class RefreshDimensions(
    DataFreshness freshness,
    IDimensionStore dimensions,
    Watchlist watchlist,
    RefreshDates dates,
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
        (DateOnly? first, int open) = await freshness.FindEventsAsync(lastBar, cancellationToken);
        DateTimeOffset logStarts = await freshness.StartLogAsync(cancellationToken);
        LexiconUse lexicon = await freshness.FindLexiconAsync(cancellationToken);
        await writer.ReplaceAsync(WindowDimension.All, cancellationToken);
        await dates.RunAsync(first, cancellationToken);
        await writer.ReplaceAsync<DataStatus>(
            [
                UnderLexicon(Status("articles", null)),
                UnderLexicon(Status("tradeevents", null)),
                UnderLexicon(Status("impactscores", lastBar)),
                UnderLexicon(Status("abnormalreturns", lastBar)),
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
            LogStartsUtc = logStarts,
        };

        DataStatus UnderLexicon(DataStatus status) => status with
        {
            LexiconVersion = lexicon.Version,
            LexiconSinceUtc = lexicon.SinceUtc,
            ReclassifiedFrom = lexicon.ReclassifiedFrom,
        };
    }

    /// <summary>Keeps the instruments of earlier watchlists, because facts refer to them.</summary>
    private async Task<IReadOnlyList<Instrument>> RefreshInstrumentsAsync(CancellationToken cancellationToken)
    {
        Watchlist all = watchlist.Keeping(await dimensions.ReadInstrumentsAsync(cancellationToken).ToListAsync(cancellationToken));
        await dimensions.SaveInstrumentsAsync(all.Instruments, cancellationToken);
        return all.Instruments;
    }
}
