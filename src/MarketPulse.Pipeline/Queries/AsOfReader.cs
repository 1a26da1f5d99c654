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
/// Reads data as it was known at a given moment: events rebuilt from the articles first seen by then, their scores as logged by then, and
/// the profiles and tension index that follow from both. Anything that came later, such as a late report, a further source or a revised
/// score, is excluded.
/// </summary>
/// <param name="articles">Store of the articles and their verdicts.</param>
/// <param name="tallies">Source of the articles as the tension index counts them.</param>
/// <param name="log">History of the scores.</param>
/// <param name="prices">
/// Store of the bars. The time of their delivery is not stored, so each counts as known from the close of its session, with its current
/// values.
/// </param>
/// <param name="instruments">Store of the current watchlist.</param>
/// <param name="options">Model and estimation window.</param>
public sealed class AsOfReader(
    IArticleStore articles, IArticleTallies tallies, IScoreLog log, IPriceStore prices, IDimensionStore instruments, StudyOptions options)
{
    // An article's publication time may be slightly later than the moment it was first seen.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Last = DateTimeOffset.MaxValue - (2 * Ahead);

    /// <summary>
    /// Reads the live events in order of time and id. Their time of writing is when their last report was first seen; their revision,
    /// closing day and trace are not known.
    /// </summary>
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

    /// <summary>Reads the scores of the events that were live then and satisfy <paramref name="wanted"/>, by event, then key.</summary>
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

    /// <summary>
    /// Computes the sensitivity profiles that a run at the given moment would have produced, by key. Their time of writing is that moment.
    /// </summary>
    public async Task<IReadOnlyList<SensitivityProfile>> ReadSensitivityAsync(
        DateTimeOffset asOf, bool includeDateOnly, CancellationToken cancellationToken)
    {
        IReadOnlyList<TradeEvent> events = await ReadEventsAsync(asOf, cancellationToken);
        List<ImpactScore>[] scores = await Concurrently.ReadAsync(
            events, (found, token) => log.ReadAsOfAsync(found.EventId, asOf, token).ToListAsync(token), cancellationToken);
        ILookup<string, ImpactScore> bySymbol = scores.SelectMany(ofEvent => ofEvent)
            .ToLookup(score => score.Symbol, StringComparer.Ordinal);
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
        IReadOnlyList<SensitivityProfile> measured = await profiles.MeasureAsync(events, includeDateOnly, cancellationToken);
        return [.. measured.Select(profile => profile with { ModifiedUtc = asOf })];
    }

    /// <summary>Computes the tension index from the articles seen and the events known by the given moment.</summary>
    public async Task<TensionIndex> ReadTensionIndexAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var lastDay = DateOnly.FromDateTime(Until(asOf).UtcDateTime);
        List<ArticleTally> seen = await tallies.ReadTalliesAsync(DateOnly.MinValue, lastDay, asOf, cancellationToken)
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
