using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Scenarios;

/// <summary>What a scenario would do to every instrument.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Effects">By predicted effect, the most negative first; then the instruments without a prediction, by symbol.</param>
public sealed record ScenarioAnswer(Scenario Scenario, IReadOnlyList<ScenarioEffect> Effects)
{
    /// <summary>Instruments with a prediction.</summary>
    public int Predicted => Effects.Count(effect => effect.IsPredicted);

    /// <summary>Those of them whose interval contains zero.</summary>
    public int ZeroInside => Effects.Count(effect => effect.ZeroInside == true);

    /// <summary>Share of the instruments with a prediction whose interval contains zero; null without any.</summary>
    public double? ShareZeroInside => Predicted == 0 ? null : (double)ZeroInside / Predicted;

    /// <summary>Answers from profiles.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="profiles">Profiles of any window, horizon and kind; instruments without one of all events are left out.</param>
    public static ScenarioAnswer Of(Scenario scenario, IEnumerable<SensitivityProfile> profiles)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(profiles);
        return new ScenarioAnswer(
            scenario,
            [
                .. profiles.Where(profile => profile.WindowKey == scenario.Window.Key && profile.Horizon == scenario.Horizon.Code())
                    .GroupBy(profile => profile.Symbol, StringComparer.Ordinal)
                    .Where(ofInstrument => ofInstrument.Any(profile => profile.Kind == EventIndex.All))
                    .Select(ofInstrument => ScenarioEffect.Of(scenario, [.. ofInstrument]))
                    .OrderBy(effect => effect.PredictedPct ?? double.PositiveInfinity)
                    .ThenBy(effect => effect.Symbol, StringComparer.Ordinal),
            ]);
    }
}
