namespace MarketPulse.Core.Verification;

/// <summary>How reliable a replay of history shows scores, scenarios and analogues to be.</summary>
/// <param name="From">First UTC day of the events replayed.</param>
/// <param name="To">Last UTC day of the events replayed.</param>
/// <param name="Events">Number of events replayed.</param>
/// <param name="Scores">How the scores behaved on quiet days, by window.</param>
/// <param name="Scenarios">How often outcomes were inside the prediction intervals, by window.</param>
/// <param name="Analogues">Whether analogues predicted better than all past events together, by window.</param>
public sealed record VerificationResult(
    DateOnly From,
    DateOnly To,
    int Events,
    IReadOnlyList<ScoreCalibration> Scores,
    IReadOnlyList<ScenarioCoverage> Scenarios,
    IReadOnlyList<AnalogueSkill> Analogues);
