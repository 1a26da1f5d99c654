using System.Security.Cryptography;
using System.Text;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Measures sensitivity profiles from bars and scores, whether current or as they were at an earlier moment. Those of one instrument depend
/// on its own scores, its own and its benchmark's bars, and the events that its scores name; only q values and shrinkage need the others.
/// </summary>
/// <param name="histories">Bars by symbol, benchmarks included.</param>
/// <param name="basis">Model, estimation window and scheduled releases.</param>
internal sealed class InstrumentProfiles(IReadOnlyDictionary<string, PriceHistory> histories, StudyBasis basis)
{
    private const int StudiesKept = 4;

    private readonly EventStudy _engine = new(basis.Options);
    private readonly ReactionMeasurement _reactions = new(basis.Options, ReactionMeasurement.DayZero);
    private readonly Queue<(string Key, EventIndex Events, SensitivityStudy Study)> _studies = new();

    /// <summary>The profiles of several instruments, ordered by key and complete.</summary>
    /// <param name="instruments">The instruments.</param>
    /// <param name="scores">Reads the scores of a symbol.</param>
    /// <param name="events">The events; superseded ones are ignored.</param>
    /// <param name="includeDateOnly">Whether events of which only the date is known count.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public async Task<IReadOnlyList<SensitivityProfile>> MeasureAsync(
        IEnumerable<Instrument> instruments,
        Func<string, IAsyncEnumerable<ImpactScore>> scores,
        IEnumerable<TradeEvent> events,
        bool includeDateOnly,
        CancellationToken cancellationToken)
    {
        Dictionary<string, TradeEvent> known = events.ToDictionary(found => found.EventId, StringComparer.Ordinal);
        var profiles = new List<SensitivityProfile>();
        foreach (Instrument instrument in instruments)
        {
            List<ImpactScore> ofInstrument = await scores(instrument.Symbol).ToListAsync(cancellationToken);
            profiles.AddRange(Measure(instrument, ofInstrument, known, includeDateOnly));
        }

        return SensitivityStudy.Compare(profiles);
    }

    /// <summary>The profiles of one instrument, without what depends on the others.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="scores">All its scores.</param>
    /// <param name="events">Events by id, with those that the scores name; scores of others are ignored.</param>
    /// <param name="includeDateOnly">Whether events of which only the date is known count.</param>
    public IReadOnlyList<SensitivityProfile> Measure(
        Instrument instrument,
        IReadOnlyCollection<ImpactScore> scores,
        IReadOnlyDictionary<string, TradeEvent> events,
        bool includeDateOnly)
    {
        (JoinedReturns? returns, ScoreReason missing) = InstrumentReturns.Join(instrument, basis.Options, histories.GetValueOrDefault);
        if (returns is not { Count: > 0 })
        {
            return new SensitivityStudy(_engine, new EventIndex([]), [], new SensitivityOptions()).AddWithoutPrices(
                instrument.Symbol,
                instrument.AssetClass,
                missing == ScoreReason.NoBenchmark ? SensitivityStatus.NoBenchmark : SensitivityStatus.NoPrices);
        }

        (EventIndex index, SensitivityStudy study) = StudyOf(returns, Named(scores, events));
        return study.Add(
            instrument.AssetClass,
            returns,
            Observed(scores, index, EventWindow.Defaults, includeDateOnly),
            basis.Releases.Locate(returns, SessionsOf(instrument)));
    }

    /// <summary>What one instrument contributes to the findings; null for one without prices or benchmark.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="scores">All its scores.</param>
    /// <param name="events">Events by id, with those that the scores name; scores of others are ignored.</param>
    public ReactionMember? MeasureReactions(
        Instrument instrument, IReadOnlyCollection<ImpactScore> scores, IReadOnlyDictionary<string, TradeEvent> events)
    {
        if (InstrumentReturns.Join(instrument, basis.Options, histories.GetValueOrDefault).Returns is not { Count: > 0 } returns)
        {
            return null;
        }

        EventIndex index = StudyOf(returns, Named(scores, events)).Events;
        IReadOnlyList<ObservedEvent> observed = Observed(scores, index, [ReactionMeasurement.DayZero], includeDateOnly: false)[0];
        return _reactions.Measure(instrument, histories.GetValueOrDefault, index, observed);
    }

    /// <summary>The scores that name other releases than the calendar has in their window, with those that they should name.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="scores">All its scores.</param>
    public IReadOnlyList<ImpactScore> Renamed(Instrument instrument, IEnumerable<ImpactScore> scores)
    {
        if (!histories.ContainsKey(instrument.Symbol))
        {
            return [];
        }

        SessionCalendar sessions = SessionsOf(instrument);
        return
        [
            .. scores.Where(score => score.Day0 is not null)
                .Select(score => (score, codes: basis.Releases.CodesInside(
                    instrument.Symbol, score.Day0!.Value, EventWindow.Parse(score.WindowKey), sessions)))
                .Where(named => named.codes != named.score.Confounders)
                .Select(named => named.score with { Confounders = named.codes }),
        ];
    }

    private SessionCalendar SessionsOf(Instrument instrument)
    {
        PriceHistory history = histories[instrument.Symbol];
        return new SessionCalendar(VenueCatalog.For(instrument, history.Source), [.. history.Bars.Select(bar => bar.Date)]);
    }

    private static IReadOnlyList<IReadOnlyList<ObservedEvent>> Observed(
        IEnumerable<ImpactScore> scores, EventIndex index, IReadOnlyList<EventWindow> windows, bool includeDateOnly)
    {
        var observed = new ScoreObservations(index, windows, includeDateOnly);
        foreach (ImpactScore score in scores)
        {
            observed.Add(score);
        }

        return observed.Windows;
    }

    /// <summary>The live events that scores name, by id.</summary>
    public static IReadOnlyList<TradeEvent> Named(IEnumerable<ImpactScore> scores, IReadOnlyDictionary<string, TradeEvent> events) =>
    [
        .. scores.Select(score => score.EventId).Distinct(StringComparer.Ordinal)
            .Select(events.GetValueOrDefault)
            .OfType<TradeEvent>()
            .Where(found => found.Status == EventStatus.Live)
            .OrderBy(found => found.EventId, StringComparer.Ordinal),
    ];

    /// <summary>
    /// The study of the instruments with these sessions and events. They share it, and with it the placebo dates and the regressions of
    /// their calendar.
    /// </summary>
    private (EventIndex Events, SensitivityStudy Study) StudyOf(JoinedReturns returns, IReadOnlyList<TradeEvent> events)
    {
        string key = KeyOf(returns, events);
        foreach ((string known, EventIndex shared, SensitivityStudy begun) in _studies)
        {
            if (known == key)
            {
                return (shared, begun);
            }
        }

        var index = new EventIndex(events);
        var study = new SensitivityStudy(_engine, index, returns.Dates.ToArray(), new SensitivityOptions());
        _studies.Enqueue((key, index, study));
        if (_studies.Count > StudiesKept)
        {
            _studies.Dequeue();
        }

        return (index, study);
    }

    private static string KeyOf(JoinedReturns returns, IReadOnlyList<TradeEvent> events)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (DateOnly date in returns.Dates)
        {
            hash.AppendData(BitConverter.GetBytes(date.DayNumber));
        }

        foreach (TradeEvent named in events)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(named.EventId));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
