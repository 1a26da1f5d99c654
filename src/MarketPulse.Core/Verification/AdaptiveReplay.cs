using MarketPulse.Core.Scenarios;

namespace MarketPulse.Core.Verification;

/// <summary>Replays the adaptive intervals of scenarios: each from the predictions that had settled when it was made.</summary>
internal sealed class AdaptiveReplay
{
    private readonly Dictionary<string, AdaptiveInterval> _states = new(StringComparer.Ordinal);
    private readonly List<ScenarioOutcome> _open = [];

    /// <summary>The states by window.</summary>
    public IReadOnlyDictionary<string, AdaptiveInterval> States => _states;

    /// <summary>Adds the adaptive interval to a prediction.</summary>
    public ScenarioEffect Widen(ScenarioEffect effect) => effect.WithAdaptiveInterval(StateOf(effect.WindowKey).Multiplier);

    /// <summary>Adds predictions with their outcomes, which count once they have settled.</summary>
    public void Add(IEnumerable<ScenarioOutcome> outcomes) => _open.AddRange(outcomes);

    /// <summary>
    /// Takes the outcomes into account whose windows had closed on every calendar, one day 0 at a time. By then, every event of that day
    /// has come.
    /// </summary>
    public void SettleUntil(DateTimeOffset now)
    {
        DateOnly until = AdaptiveInterval.SettledBefore(now);
        foreach (var day in _open.Where(outcome => outcome.Day0 < until)
            .GroupBy(outcome => (outcome.Effect.WindowKey, outcome.Day0))
            .OrderBy(day => day.Key.Day0))
        {
            _states[day.Key.WindowKey] = StateOf(day.Key.WindowKey)
                .After([.. day.Select(outcome => outcome.Settled).OfType<SettledPrediction>()]);
        }

        _open.RemoveAll(outcome => outcome.Day0 < until);
    }

    private AdaptiveInterval StateOf(string windowKey) => _states.GetValueOrDefault(windowKey, AdaptiveInterval.Initial);
}
