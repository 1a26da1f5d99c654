using System.Runtime.CompilerServices;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Reads data as it was known at a given moment: events and scores as the store held them, and the profiles and tension index that follow
/// from them and from the articles seen by then. Anything that came later, such as a late report, a further source or a revised score, is
/// excluded.
/// </summary>
/// <param name="events">History of the events.</param>
/// <param name="tallies">Source of the articles as the tension index counts them.</param>
/// <param name="scores">History of the scores.</param>
/// <param name="prices">
/// Store of the bars. The time of their delivery is not stored, so each counts as known from the close of its session, with its current
/// values.
/// </param>
/// <param name="instruments">Store of the current watchlist.</param>
/// <param name="basis">Model, estimation window and scheduled releases.</param>
public sealed class AsOfReader(
    IEventLog events, IArticleTallies tallies, IScoreLog scores, IPriceStore prices, IDimensionStore instruments, StudyBasis basis)
{
    /// <summary>
    /// What rows computed for a past moment say about the bars behind them: <see cref="SensitivityProfile.AsOfBasis"/>,
    /// <see cref="TensionDay.AsOfBasis"/>.
    /// </summary>
    public const string CurrentBars = "current_bars";

    // An article's publication time may be slightly later than the moment it was first seen.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Last = DateTimeOffset.MaxValue - (2 * Ahead);

    /// <summary>
    /// Reads the live events with time in [from, to), ascending by id. Their time of writing is the moment from which they were known;
    /// their closing day is not.
    /// </summary>
    /// <param name="asOf">The moment.</param>
    /// <param name="from">Start of the period of event times, inclusive; null for the first event.</param>
    /// <param name="to">End of the period of event times, exclusive; null for the last event.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    /// <exception cref="AsOfTooEarlyException">The moment is earlier than the history.</exception>
    public async IAsyncEnumerable<TradeEvent> ReadEventsAsync(
        DateTimeOffset asOf,
        DateTimeOffset? from,
        DateTimeOffset? to,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset? start = await events.FindStartAsync(cancellationToken);
        if (start is null || asOf < start)
        {
            throw new AsOfTooEarlyException(start);
        }

        await foreach (TradeEvent found in events.ReadAsOfAsync(
            asOf, from ?? DateTimeOffset.MinValue, to ?? DateTimeOffset.MaxValue, cancellationToken))
        {
            yield return found;
        }
    }

    /// <summary>Reads the scores of events as they stood then, by event, then key.</summary>
    /// <param name="asOf">The moment.</param>
    /// <param name="ofEvents">The events, as <see cref="ReadEventsAsync"/> returned them for the moment.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public IAsyncEnumerable<ImpactScore> ReadScoresAsync(
        DateTimeOffset asOf, IAsyncEnumerable<TradeEvent> ofEvents, CancellationToken cancellationToken) =>
        ofEvents.SelectMany(found => scores.ReadAsOfAsync(found.EventId, asOf, cancellationToken));

    /// <summary>
    /// Computes the sensitivity profiles that a run at the given moment would have produced, by key. Their time of writing is that moment.
    /// </summary>
    public async Task<IReadOnlyList<SensitivityProfile>> ReadSensitivityAsync(
        DateTimeOffset asOf, bool includeDateOnly, CancellationToken cancellationToken)
    {
        List<TradeEvent> known = await ReadAllAsync(asOf, cancellationToken);
        List<ImpactScore>[] scored = await Concurrently.ReadAsync(
            known, (found, token) => scores.ReadAsOfAsync(found.EventId, asOf, token).ToListAsync(token), cancellationToken);
        ILookup<string, ImpactScore> bySymbol = scored.SelectMany(ofEvent => ofEvent)
            .ToLookup(score => score.Symbol, StringComparer.Ordinal);
        List<Instrument> watched = await instruments.ReadInstrumentsAsync(cancellationToken).ToListAsync(cancellationToken);
        IReadOnlyDictionary<string, PriceHistory> histories = await prices.ReadAsync(watched, from: null, to: null, cancellationToken);
        var profiles = new InstrumentProfiles(
            watched.Where(instrument => histories.ContainsKey(instrument.Symbol))
                .Select(instrument => ClosedBy(asOf, histories[instrument.Symbol], instrument))
                .Where(history => history.Bars.Count > 0)
                .ToDictionary(history => history.Symbol, StringComparer.Ordinal),
            basis);
        IReadOnlyList<SensitivityProfile> measured = await profiles.MeasureAsync(
            watched, symbol => bySymbol[symbol].ToAsyncEnumerable(), known, includeDateOnly, cancellationToken);
        return [.. measured.Select(profile => profile with { ModifiedUtc = asOf, AsOfBasis = CurrentBars })];
    }

    /// <summary>Computes the tension index from the articles seen and the events known by the given moment.</summary>
    public async Task<TensionIndex> ReadTensionIndexAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        List<TradeEvent> known = await ReadAllAsync(asOf, cancellationToken);
        var lastDay = DateOnly.FromDateTime(Until(asOf).UtcDateTime);
        List<ArticleTally> seen = await tallies.ReadTalliesAsync(DateOnly.MinValue, lastDay, asOf, cancellationToken)
            .ToListAsync(cancellationToken);
        return new TensionIndex(ArticleCount.FromTallies(seen), known);
    }

    private ValueTask<List<TradeEvent>> ReadAllAsync(DateTimeOffset asOf, CancellationToken cancellationToken) =>
        ReadEventsAsync(asOf, from: null, to: null, cancellationToken).ToListAsync(cancellationToken);

    private static DateTimeOffset Until(DateTimeOffset asOf) => asOf < Last ? asOf + Ahead : Last;

    private static PriceHistory ClosedBy(DateTimeOffset asOf, PriceHistory history, Instrument instrument)
    {
        Venue venue = VenueCatalog.For(instrument, history.Source);
        return history with { Bars = [.. history.Bars.TakeWhile(bar => venue.Close(bar.Date) <= asOf)] };
    }
}
