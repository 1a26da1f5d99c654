using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Scenarios;

/// <summary>The predicted effects of a scenario on every instrument.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Effects">
/// Ordered by predicted effect, most negative first, followed by the instruments without a prediction, by symbol.
/// </param>
public sealed record ScenarioAnswer(Scenario Scenario, IReadOnlyList<ScenarioEffect> Effects)
{
    /// <summary>Number of instruments with a prediction.</summary>
    public int Predicted => Effects.Count(effect => effect.IsPredicted);

    /// <summary>Number of predictions whose interval contains zero.</summary>
    public int ZeroInside => Effects.Count(effect => effect.ZeroInside == true);

    /// <summary>Share of the predictions whose interval contains zero; null without predictions.</summary>
    public double? ShareZeroInside => Predicted == 0 ? null : (double)ZeroInside / Predicted;

    /// <summary>Predicts the effects from profiles.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="profiles">Profiles of any window, horizon and kind; instruments without a profile of all events are left out.</param>
    public static ScenarioAnswer FromProfiles(Scenario scenario, IEnumerable<SensitivityProfile> profiles)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(profiles);
        return new ScenarioAnswer(
            scenario,
            [
                .. profiles.Where(profile => profile.WindowKey == scenario.Window.Key && profile.Horizon == scenario.Horizon.Code())
                    .GroupBy(profile => profile.Symbol, StringComparer.Ordinal)
                    .Where(ofInstrument => ofInstrument.Any(profile => profile.Kind == EventIndex.All))
                    .Select(ofInstrument => ScenarioEffect.Predict(scenario, [.. ofInstrument]))
                    .OrderBy(effect => effect.PredictedPct ?? double.PositiveInfinity)
                    .ThenBy(effect => effect.Symbol, StringComparer.Ordinal),
            ]);
    }
}
