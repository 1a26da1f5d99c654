namespace MarketPulse.Core.Verification;

/// <summary>What the replay of history says about this instrument itself.</summary>
/// <param name="From">First day of the events replayed.</param>
/// <param name="To">Last day of the events replayed.</param>
/// <param name="Events">Number of events replayed.</param>
/// <param name="Scores">What the scores did on quiet days, by window.</param>
/// <param name="Scenarios">Whether outcomes fell into the prediction intervals, by window.</param>
/// <param name="Analogues">Whether analogues foretold more than all past events together, by window.</param>
public sealed record VerificationResult(
    DateOnly From,
    DateOnly To,
    int Events,
    IReadOnlyList<ScoreCalibration> Scores,
    IReadOnlyList<ScenarioCoverage> Scenarios,
    IReadOnlyList<AnalogueSkill> Analogues);
