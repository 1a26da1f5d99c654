using System.Runtime.CompilerServices;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// The world as it was known at a moment: events rebuilt from the articles first seen by then, their scores as logged by then, and the profiles and the
/// tension index that both gave. Nothing that came later shows, be it a late report, a further source or a revised score.
/// </summary>
/// <param name="articles">The articles and their verdicts.</param>
/// <param name="tallies">The articles as the tension index counts them.</param>
/// <param name="log">The scores as they were.</param>
/// <param name="prices">The bars. When one was delivered is not kept: it counts as known from the close of its session, as it reads now.</param>
/// <param name="instruments">The watchlist as stored now.</param>
/// <param name="options">Model and estimation window.</param>
public sealed class AsOfReader(
    IArticleStore articles, IArticleTallies tallies, IScoreLog log, IPriceStore prices, IDimensionStore instruments, StudyOptions options)
{
    // An article's time may lie a little ahead of the moment it was first seen.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Last = DateTimeOffset.MaxValue - (2 * Ahead);

    /// <summary>The live events in order of time and id. Their time of writing is when their last report was first seen; revision, day of closing and trace are not known.</summary>
    public async Task<IReadOnlyList<TradeEvent>> ReadEventsAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        List<ArticleFacts> seen = await articles.ReadFactsAsync(DateTimeOffset.MinValue, Until(asOf), cancellationToken)
            .Where(facts => facts.FirstSeen <= asOf)
            .ToListAsync(cancellationToken);
        ClusteredEvents clustered = EventClustering.Cluster(seen);
        Dictionary<string, DateTimeOffset> known = seen
            .Where(facts => clustered.EventByArticle.ContainsKey(facts.Id))
            .GroupBy(facts => clustered.EventByArticle[facts.Id], StringComparer.Ordinal)
            .ToDictionary(reports => reports.Key, reports => reports.Max(facts => facts.FirstSeen), StringComparer.Ordinal);
        return [.. clustered.Events.Select(found => found with { ModifiedUtc = known[found.EventId] })];
    }

    /// <summary>The scores of the events that were live then and that <paramref name="wanted"/> takes, by event, then key.</summary>
    public async IAsyncEnumerable<ImpactScore> ReadScoresAsync(
        DateTimeOffset asOf, Func<TradeEvent, bool> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        foreach (TradeEvent found in (await ReadEventsAsync(asOf, cancellationToken)).Where(wanted))
        {
            await foreach (ImpactScore score in log.ReadAsOfAsync(found.EventId, asOf, cancellationToken))
            {
                yield return score;
            }
        }
    }

    /// <summary>The sensitivity profiles that a run at that moment gave, by key; their time of writing is the moment.</summary>
    public async Task<IReadOnlyList<SensitivityProfile>> ReadSensitivityAsync(DateTimeOffset asOf, bool includeDateOnly, CancellationToken cancellationToken)
    {
        IReadOnlyList<TradeEvent> events = await ReadEventsAsync(asOf, cancellationToken);
        List<ImpactScore>[] scores = await Concurrently.ReadAsync(
            events, (found, token) => log.ReadAsOfAsync(found.EventId, asOf, token).ToListAsync(token), cancellationToken);
        ILookup<string, ImpactScore> bySymbol = scores.SelectMany(ofEvent => ofEvent).ToLookup(score => score.Symbol, StringComparer.Ordinal);
        List<Instrument> known = await instruments.ReadInstrumentsAsync(cancellationToken).ToListAsync(cancellationToken);
        IReadOnlyDictionary<string, PriceHistory> histories = await prices.ReadAsync(known, from: null, to: null, cancellationToken);
        var profiles = new InstrumentProfiles(
            known,
            known.Where(instrument => histories.ContainsKey(instrument.Symbol))
                .Select(instrument => ClosedBy(asOf, histories[instrument.Symbol], instrument))
                .Where(history => history.Bars.Count > 0)
                .ToDictionary(history => history.Symbol, StringComparer.Ordinal),
            symbol => bySymbol[symbol].ToAsyncEnumerable(),
            options);
        return [.. (await profiles.MeasureAsync(events, includeDateOnly, cancellationToken)).Select(profile => profile with { ModifiedUtc = asOf })];
    }

    /// <summary>The tension index of the articles seen and the events known by that moment.</summary>
    public async Task<TensionIndex> ReadTensionIndexAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        List<ArticleTally> seen = await tallies.ReadTalliesAsync(DateOnly.MinValue, DateOnly.FromDateTime(Until(asOf).UtcDateTime), asOf, cancellationToken)
            .ToListAsync(cancellationToken);
        return new TensionIndex(ArticleCount.FromTallies(seen), await ReadEventsAsync(asOf, cancellationToken));
    }

    private static DateTimeOffset Until(DateTimeOffset asOf) => asOf < Last ? asOf + Ahead : Last;

    private static PriceHistory ClosedBy(DateTimeOffset asOf, PriceHistory history, Instrument instrument)
    {
        Venue venue = VenueCatalog.For(instrument, history.Source);
        return history with { Bars = [.. history.Bars.TakeWhile(bar => venue.Close(bar.Date) <= asOf)] };
    }
}
