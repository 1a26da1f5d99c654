using MarketPulse.Core.Impact;

namespace MarketPulse.Pipeline.Queries;

/// <summary>What studies rest on besides the stored data.</summary>
/// <param name="Options">Model and estimation window.</param>
/// <param name="Releases">The scheduled releases.</param>
public sealed record StudyBasis(StudyOptions Options, ReleaseCalendar Releases);
