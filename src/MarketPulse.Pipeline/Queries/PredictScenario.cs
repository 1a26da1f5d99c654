using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Predicts the effects of a scenario from the stored profiles, with plain and adaptive intervals.</summary>
/// <param name="sensitivity">Store of the profiles.</param>
/// <param name="states">Keeps the state of the adaptive intervals.</param>
public sealed class PredictScenario(ISensitivityStore sensitivity, ForecastStates states)
{
    /// <summary>The effects on every instrument that has profiles.</summary>
    public async Task<ScenarioAnswer> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var query = new SensitivityQuery { WindowKey = scenario.Window.Key, Horizon = scenario.Horizon.Code() };
        var profiles = new List<SensitivityProfile>();
        foreach ((string kind, string value) in scenario.Kinds)
        {
            profiles.AddRange(await sensitivity.QueryAsync(query with { Kind = kind }, cancellationToken)
                .Where(profile => profile.Value == value)
                .ToListAsync(cancellationToken));
        }

        double multiplier = (await states.FindAdaptiveAsync(scenario.Window.Key, cancellationToken)).Multiplier;
        ScenarioAnswer answer = ScenarioAnswer.FromProfiles(scenario, profiles);
        return answer with { Effects = [.. answer.Effects.Select(effect => effect.WithAdaptiveInterval(multiplier))] };
    }
}
