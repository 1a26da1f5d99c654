namespace MarketPulse.Core.Impact;

/// <summary>Everything scored for one event.</summary>
/// <param name="Scores">One row per instrument and window.</param>
/// <param name="Paths">The path of each scored instrument around day 0.</param>
/// <param name="OpenUntil">Date of the last bar of the longest window over all instruments; null without instruments.</param>
public sealed record EventScores(IReadOnlyList<ImpactScore> Scores, IReadOnlyList<AbnormalReturn> Paths, DateOnly? OpenUntil);
