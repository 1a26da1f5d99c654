namespace MarketPulse.Pipeline.Queries;

/// <summary>How far a step that reads what changed since its last run goes back before that run.</summary>
internal static class ChangeOverlap
{
    /// <summary>Writers' clocks differ and their writes take time. Reading a change twice costs little; missing one would be an error.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromMinutes(10);
}
