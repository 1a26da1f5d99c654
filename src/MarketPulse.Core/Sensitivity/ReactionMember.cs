namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// What one instrument contributes to a <see cref="ReactionFamily"/>: everything that its own returns and the events decide, and so
/// everything but what depends on other instruments.
/// </summary>
/// <param name="Symbol">The instrument.</param>
public sealed record ReactionMember(string Symbol)
{
    /// <summary>
    /// Whether the series follows the session before (<see cref="LeadLag.IsStale"/>); null without benchmark, or with too few sessions.
    /// </summary>
    public bool? IsStale { get; init; }

    /// <summary>The event days, ascending. Events that share a day 0 are one of them.</summary>
    public IReadOnlyList<ReactionDay> Days { get; init; } = [];

    /// <summary>The UTC dates of all events, ascending, also of those of which only the date is known.</summary>
    public IReadOnlyList<DateOnly> EventDates { get; init; } = [];

    /// <summary>The sessions, ascending.</summary>
    public IReadOnlyList<DateOnly> Sessions { get; init; } = [];

    /// <summary>
    /// The standardized cumulative abnormal return of the window around each session; NaN where the window cannot be scored.
    /// </summary>
    public IReadOnlyList<double> Scars { get; init; } = [];
}

/// <summary>How an instrument reacted on one event day. Missing numbers are NaN.</summary>
/// <param name="Day0">The session that counts as day 0.</param>
/// <param name="Sign">1 for a day of escalation, -1 for one of de-escalation, 0 for neither.</param>
public readonly record struct ReactionDay(DateOnly Day0, int Sign)
{
    /// <summary>The same sign if only events count whose time is known to the minute; 0 without any.</summary>
    public int TimedSign { get; init; }

    /// <summary>Cumulative abnormal return, fraction.</summary>
    public double Car { get; init; } = double.NaN;

    /// <summary>CAR over its standard error.</summary>
    public double Scar { get; init; } = double.NaN;

    /// <summary>Cumulative abnormal return under the mean-adjusted model, fraction.</summary>
    public double MeanCar { get; init; } = double.NaN;

    /// <summary>CAR over its standard error, under the mean-adjusted model.</summary>
    public double MeanScar { get; init; } = double.NaN;
}
