using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Verification;

/// <summary>
/// Replays history in order of publication: for every event, what could have been predicted when it came, and what followed. Known at an
/// event are the events before it, the bars of the sessions before its day 0, and the scores of the windows that had closed by then.
/// </summary>
public sealed class HistoryReplay
{
    private static readonly IReadOnlyList<EventWindow> Windows = EventWindow.Defaults;

    private readonly IReadOnlyList<Instrument> _instruments;
    private readonly IReadOnlyDictionary<string, PriceHistory> _histories;
    private readonly bool _includeDateOnly;
    private readonly EventStudy _study;
    private readonly TradeEvent[] _events;
    private readonly ILookup<string, ImpactScore> _bySymbol;
    private readonly Dictionary<(string EventId, string Symbol, string Window), ImpactScore> _final;
    private readonly AnalogueReplay _analogues;
    private readonly AdaptiveReplay _adaptive = new();

    /// <summary>Creates a replay.</summary>
    /// <param name="instruments">The instruments.</param>
    /// <param name="histories">Bars by symbol.</param>
    /// <param name="events">The events; superseded ones are ignored.</param>
    /// <param name="scores">Scores of the events; those that are not final are ignored.</param>
    /// <param name="options">Model and estimation window.</param>
    /// <param name="includeDateOnly">Whether scenarios use events of which only the date is known.</param>
    /// <exception cref="ArgumentException">A watchlist cannot be scored with the options; the message says what to change.</exception>
    public HistoryReplay(
        IReadOnlyList<Instrument> instruments,
        IReadOnlyDictionary<string, PriceHistory> histories,
        IEnumerable<TradeEvent> events,
        IEnumerable<ImpactScore> scores,
        StudyOptions options,
        bool includeDateOnly = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ValidateForWatchlist();
        _instruments = instruments;
        _histories = histories;
        _includeDateOnly = includeDateOnly;
        _study = new EventStudy(options);
        _events =
        [
            .. events.Where(found => found.Status == EventStatus.Live)
                .OrderBy(found => found.EventTimeUtc)
                .ThenBy(found => found.EventId, StringComparer.Ordinal),
        ];
        ImpactScore[] final = [.. scores.Where(score => score is { Status: ScoreStatus.Final, CarPct: not null, Day0: not null })];
        _bySymbol = final.ToLookup(score => score.Symbol, StringComparer.Ordinal);
        _final = final.ToDictionary(score => (score.EventId, score.Symbol, score.WindowKey));
        _analogues = new AnalogueReplay(
            _events, instruments.SelectMany(instrument => Windows.Select(window => (instrument.Symbol, window))), Followed);
    }

    /// <summary>The live events in the order in which they came.</summary>
    public IReadOnlyList<TradeEvent> Events => _events;

    /// <summary>
    /// What a scenario with the event's own intensity, measure and pair would have predicted, and what followed; nothing for events without
    /// direction. Ask in order of time: adaptive intervals follow from the predictions that were asked for before.
    /// </summary>
    public IEnumerable<ScenarioOutcome> Scenarios(TradeEvent tradeEvent)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        double intensity = EventIndex.SignedIntensity(tradeEvent);
        if (intensity == 0)
        {
            return [];
        }

        var scenario = new Scenario { Intensity = intensity, Measure = First(tradeEvent.Measures), Pair = First(tradeEvent.Pairs) };
        IReadOnlyList<SensitivityProfile> profiles = ProfilesBefore(tradeEvent, scenario);
        _adaptive.SettleUntil(tradeEvent.EventTimeUtc);
        ScenarioOutcome[] outcomes =
        [
            .. Windows.SelectMany(window => ScenarioAnswer.FromProfiles(scenario with { Window = window }, profiles).Effects)
                .Select(_adaptive.Widen)
                .Select(effect => (Effect: effect, Score: Followed(tradeEvent, effect.Symbol, effect.WindowKey)))
                .Where(pair => pair.Score is { } score
                    && (_includeDateOnly || score.DayZeroCertainty != ScoreObservations.DateOnlyCertainty))
                .Select(pair => new ScenarioOutcome(
                    pair.Effect, pair.Score!.Day0!.Value, pair.Score.CarPct!.Value, pair.Score.Overlaps > 0)),
        ];
        _adaptive.Add(outcomes);
        return outcomes;
    }

    /// <summary>The adaptive intervals by window, from the predictions that were asked for and have settled.</summary>
    /// <param name="now">The time at which they have settled.</param>
    public IReadOnlyDictionary<string, AdaptiveInterval> AdaptiveIntervals(DateTimeOffset now)
    {
        _adaptive.SettleUntil(now);
        return _adaptive.States;
    }

    /// <summary>
    /// How well past events, weighted by their likeness to the event, predicted what followed it, compared with all events that had settled
    /// by then.
    /// </summary>
    public IEnumerable<AnalogueOutcomeScore> Analogues(TradeEvent tradeEvent)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return _analogues.Of(tradeEvent);
    }

    /// <summary>The bandwidths by window that do best on all events, for a forecast of the next one.</summary>
    public IReadOnlyDictionary<string, double> Bandwidths() => _analogues.Bandwidths();

    private static string? First(IReadOnlyList<string> codes) => codes.Count == 0 ? null : codes[0];

    private ImpactScore? Followed(TradeEvent tradeEvent, string symbol, string window) => Followed(tradeEvent.EventId, symbol, window);

    private ImpactScore? Followed(string eventId, string symbol, string window) => _final.GetValueOrDefault((eventId, symbol, window));

    private IReadOnlyList<SensitivityProfile> ProfilesBefore(TradeEvent tradeEvent, Scenario scenario)
    {
        var eventIndex = new EventIndex(_events.TakeWhile(other => other.EventTimeUtc < tradeEvent.EventTimeUtc));
        var options = new SensitivityOptions
        {
            Placebo = false,
            BetaOnly = true,
            Horizons = [scenario.Horizon],
            Kinds = scenario.Kinds,
        };
        var study = new SensitivityStudy(_study, eventIndex, [], options);
        foreach (Instrument instrument in _instruments)
        {
            DateOnly? day0 = Windows.Select(window => Followed(tradeEvent, instrument.Symbol, window.Key)?.Day0)
                .FirstOrDefault(date => date is not null);
            if (day0 is { } until && ReturnsBefore(instrument, until) is { } returns)
            {
                study.Add(instrument.AssetClass, returns, Observed(instrument.Symbol, eventIndex, returns));
            }
        }

        return study.Complete();
    }

    private JoinedReturns? ReturnsBefore(Instrument instrument, DateOnly day0)
    {
        return InstrumentReturns.Join(instrument, _study.Options, KnownHistory).Returns;

        PriceHistory? KnownHistory(string symbol) => _histories.GetValueOrDefault(symbol) is { } whole
            ? whole with { Bars = [.. whole.Bars.TakeWhile(bar => bar.Date < day0)] }
            : null;
    }

    /// <summary>The observations of the windows that had closed by the last of the returns.</summary>
    private IReadOnlyList<IReadOnlyList<ObservedEvent>> Observed(string symbol, EventIndex eventIndex, JoinedReturns returns)
    {
        var observed = new ScoreObservations(eventIndex, Windows, _includeDateOnly);
        foreach (ImpactScore score in _bySymbol[symbol])
        {
            observed.Add(score);
        }

        return
        [
            .. observed.Windows.Select((ofWindow, w) =>
                ofWindow.Where(one => returns.IndexOnOrAfter(one.Day0) + Windows[w].End < returns.Count).ToArray()),
        ];
    }
}

/// <summary>A prediction and its outcome.</summary>
/// <param name="Effect">The prediction, or why there was none.</param>
/// <param name="Day0">Day 0 of the event.</param>
/// <param name="CarPct">The cumulative abnormal return that followed, percent.</param>
/// <param name="Overlaps">Whether the window contained another event.</param>
public readonly record struct ScenarioOutcome(ScenarioEffect Effect, DateOnly Day0, double CarPct, bool Overlaps)
{
    /// <summary>Whether the outcome was inside the prediction interval.</summary>
    public bool IsCovered => CarPct >= Effect.PredictedLoPct && CarPct <= Effect.PredictedHiPct;

    /// <summary>Whether the outcome was inside the adaptive interval.</summary>
    public bool IsAdaptivelyCovered => CarPct >= Effect.AdaptiveLoPct && CarPct <= Effect.AdaptiveHiPct;

    /// <summary>The prediction with its outcome, for <see cref="AdaptiveInterval.After"/>; null without a prediction.</summary>
    internal SettledPrediction? Settled =>
        Effect is { PredictedPct: { } centre, HalfWidthPct: { } half, AdaptiveMultiplier: { } multiplier }
        ? new SettledPrediction(Math.Abs(CarPct - centre) / half, multiplier)
        : null;
}

/// <summary>The scores of two forecasts of one reaction.</summary>
/// <param name="WindowKey">Key of the window.</param>
/// <param name="Day0">Day 0 of the event.</param>
/// <param name="Analogues">CRPS of what followed the analogues, percent.</param>
/// <param name="Unconditional">CRPS of what followed all events that had settled, percent.</param>
public readonly record struct AnalogueOutcomeScore(string WindowKey, DateOnly Day0, double Analogues, double Unconditional)
{
    /// <summary>The instrument.</summary>
    public string Symbol { get; init; } = "";

    /// <summary>The bandwidth that the analogues were weighted with; infinity when all events counted the same.</summary>
    public double Bandwidth { get; init; } = double.PositiveInfinity;
}
