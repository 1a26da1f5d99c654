using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Significance;

namespace MarketPulse.Pipeline.Queries;

/// <summary>The result of a study of moments.</summary>
/// <param name="Scores">
/// A row per moment, instrument and window, as for events; <see cref="ImpactScore.QEvent"/> adjusts over the instruments that were studied.
/// </param>
/// <param name="Summaries">
/// The tests across the moments per instrument and window, ordered by window; empty for a single moment. Returns are fractions.
/// </param>
public sealed record MomentStudy(IReadOnlyList<ImpactScore> Scores, IReadOnlyList<TestSummary> Summaries);
