namespace MarketPulse.Core.Impact;

/// <summary>The result of scoring one event.</summary>
/// <param name="Scores">One row per instrument and window.</param>
/// <param name="Paths">The path of each scored instrument around day 0, one row per day.</param>
/// <param name="OpenUntil">Latest date, over all instruments, of the last bar of the longest window; null without instruments.</param>
public sealed record EventScores(IReadOnlyList<ImpactScore> Scores, IReadOnlyList<AbnormalReturn> Paths, DateOnly? OpenUntil)
{
    /// <summary><see cref="EventOverlaps.Key"/> of the overlaps in <see cref="Scores"/>.</summary>
    public string OverlapKey { get; init; } = "";
}
