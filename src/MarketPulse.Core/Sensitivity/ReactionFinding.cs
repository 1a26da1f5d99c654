using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// How one instrument reacted to one stance on the day of the news, with its robustness checks: a member of the family of all instruments
/// and both stances. docs/history.md defines every number.
/// </summary>
[Table("findings")]
public sealed record ReactionFinding : TableRow
{
    /// <summary>Level below which q, or the p of the placebo, counts as found.</summary>
    public const double Level = 0.05;

    /// <inheritdoc/>
    public override string PartitionKey => WindowKey;

    /// <inheritdoc/>
    public override string RowKey => $"{Symbol}|{Codes<Stance>.Of(Stance)}";

    /// <summary>The instrument.</summary>
    [Column("symbol", Example = "CNY")]
    public required string Symbol { get; init; }

    /// <summary>Whether it is the reaction to escalation or to de-escalation.</summary>
    [Column("stance", Example = "escalation")]
    public required Stance Stance { get; init; }

    /// <summary>Key of the event window.</summary>
    [Column("windowkey", Example = "p0_p0")]
    public required string WindowKey { get; init; }

    /// <summary>Number of event days of the stance; events that share a day 0 are one observation.</summary>
    [Column("days", Unit = "count", Example = "62")]
    public int Days { get; init; }

    /// <summary>Mean cumulative abnormal return of the event days; null with fewer than six.</summary>
    [Column("mean_pct", Unit = "percent", Example = "-0.16")]
    public double? MeanPct { get; init; }

    /// <summary>Lower end of its 95% interval.</summary>
    [Column("lo_pct", Unit = "percent")]
    public double? LoPct { get; init; }

    /// <summary>Upper end of its 95% interval.</summary>
    [Column("hi_pct", Unit = "percent")]
    public double? HiPct { get; init; }

    /// <summary>Statistic of Boehmer, Musumeci and Poulsen (1991) over the SCARs of the event days.</summary>
    [Column("t", Example = "-2.81")]
    public double? T { get; init; }

    /// <summary>Its two-sided p.</summary>
    [Column("p", Unit = "probability")]
    public double? P { get; init; }

    /// <summary>Benjamini-Hochberg q of <c>p</c> over all instruments and both stances.</summary>
    [Column("q", Unit = "probability", Example = "0.047")]
    public double? Q { get; init; }

    /// <summary>q if only events count whose time is known to the minute.</summary>
    [Column("q_minute", Unit = "probability")]
    public double? QMinute { get; init; }

    /// <summary>q under the mean-adjusted model.</summary>
    [Column("q_mean", Unit = "probability")]
    public double? QMean { get; init; }

    /// <summary>Mean of the event days before the middle event day of all instruments.</summary>
    [Column("first_half_pct", Unit = "percent")]
    public double? FirstHalfPct { get; init; }

    /// <summary>Mean of the event days from the middle event day on.</summary>
    [Column("second_half_pct", Unit = "percent")]
    public double? SecondHalfPct { get; init; }

    /// <summary>Largest q when one calendar year is left out.</summary>
    [Column("q_without_year", Unit = "probability")]
    public double? QWithoutYear { get; init; }

    /// <summary>The year without which q is largest.</summary>
    [Column("withoutyear", Example = "2018")]
    public int? WithoutYear { get; init; }

    /// <summary>Share of days drawn at random that react at least as strongly.</summary>
    [Column("p_placebo", Unit = "probability")]
    public double? PPlacebo { get; init; }

    /// <summary>Whether the instrument's returns follow the benchmark's of the session before; null if that cannot be tested.</summary>
    [Column("stalefixing", Example = "false")]
    public bool? StaleFixing { get; init; }

    /// <summary>
    /// What the reaction amounts to: <c>robust</c> if q is below 0.05 and every check is passed, <c>suggestive</c> if q is below 0.05 and a
    /// check fails, <c>not_found</c> otherwise.
    /// </summary>
    [Column("verdict", Example = "suggestive")]
    public ReactionVerdict Verdict { get; init; }

    /// <summary>
    /// Codes of the checks that the reaction fails, separated by bars, whatever its q: minute, mean, halves, years, placebo, stale. A check
    /// that cannot be made is failed.
    /// </summary>
    [Column("failed", Example = "minute|years")]
    public IReadOnlyList<string> Failed { get; init; } = [];

    /// <summary>
    /// Why there is no test or a check cannot be made, as codes separated by bars: <c>too_few_events</c> with fewer than six event days;
    /// <c>minute_too_few_events</c>, <c>mean_too_few_events</c>, <c>halves_too_few_events</c>, <c>years_too_few_events</c> when a check
    /// leaves fewer than six; <c>placebo_too_few_quiet_days</c> with fewer than 100 sessions away from all events, or fewer than event
    /// days; <c>stale_untested</c> without benchmark or with fewer than 60 sessions. Empty when nothing is missing.
    /// </summary>
    [Column("reason", Example = "minute_too_few_events")]
    public IReadOnlyList<string> Reason { get; init; } = [];

    /// <summary>Tests a family of reactions and makes every robustness check.</summary>
    /// <param name="family">The family.</param>
    /// <param name="windowKey">Key of the window over which it was measured.</param>
    /// <returns>One finding per instrument and stance, in the order of <see cref="ReactionFamily.Measure"/>.</returns>
    public static IReadOnlyList<ReactionFinding> Of(ReactionFamily family, string windowKey)
    {
        ArgumentNullException.ThrowIfNull(family);
        IReadOnlyList<Reaction> all = family.Measure();
        IReadOnlyList<Reaction> timed = family.Measure(ReactionBasis.TimedEvents), adjusted = family.Measure(ReactionBasis.MeanAdjusted);
        IReadOnlyList<double?> placebo = family.Placebo(all);
        IReadOnlyList<DateOnly> days = family.Days;
        DateOnly middle = days.Count == 0 ? DateOnly.MinValue : days[days.Count / 2];
        IReadOnlyList<Reaction> first = family.Measure(days: day => day < middle), second = family.Measure(days: day => day >= middle);
        (int Year, IReadOnlyList<Reaction> Reactions)[] without =
        [
            .. days.Select(day => day.Year).Distinct().Select(year => (year, family.Measure(days: day => day.Year != year))),
        ];
        return [.. all.Select((reaction, i) =>
        {
            (int Year, double Q)[] years =
                [.. without.Where(one => one.Reactions[i].Q is not null).Select(one => (one.Year, one.Reactions[i].Q!.Value))];
            bool hasAll = years.Length == without.Length && years.Length > 0;
            return Judged(new ReactionFinding
            {
                Symbol = reaction.Symbol,
                Stance = reaction.Stance,
                WindowKey = windowKey,
                Days = reaction.Days,
                MeanPct = reaction.MeanPct,
                LoPct = reaction.LoPct,
                HiPct = reaction.HiPct,
                T = reaction.T,
                P = reaction.P,
                Q = reaction.Q,
                QMinute = timed[i].Q,
                QMean = adjusted[i].Q,
                FirstHalfPct = first[i].MeanPct,
                SecondHalfPct = second[i].MeanPct,
                QWithoutYear = hasAll ? years.Max(one => one.Q) : null,
                WithoutYear = hasAll ? years.MaxBy(one => one.Q).Year : null,
                PPlacebo = placebo[i],
                StaleFixing = family.Members[i / 2].IsStale,
            });
        })];
    }

    private static ReactionFinding Judged(ReactionFinding row)
    {
        (RobustnessCheck Check, bool Passed, bool Missing, string Why)[] checks =
        [
            (RobustnessCheck.Minute, row.QMinute < Level, row.QMinute is null, "too_few_events"),
            (RobustnessCheck.Mean, row.QMean < Level, row.QMean is null, "too_few_events"),
            (RobustnessCheck.Halves, row.FirstHalfPct * row.SecondHalfPct > 0, (row.FirstHalfPct * row.SecondHalfPct) is null,
                "too_few_events"),
            (RobustnessCheck.Years, row.QWithoutYear < Level, row.QWithoutYear is null, "too_few_events"),
            (RobustnessCheck.Placebo, row.PPlacebo < Level, row.PPlacebo is null, "too_few_quiet_days"),
            (RobustnessCheck.Stale, row.StaleFixing == false, row.StaleFixing is null, "untested"),
        ];
        string[] failed = [.. checks.Where(check => !check.Passed).Select(check => Codes<RobustnessCheck>.Of(check.Check))];
        return row with
        {
            Verdict = !(row.Q < Level) ? ReactionVerdict.NotFound
                : failed.Length > 0 ? ReactionVerdict.Suggestive
                : ReactionVerdict.Robust,
            Failed = failed,
            Reason = row.P is null
                ? ["too_few_events"]
                : [.. checks.Where(check => check.Missing).Select(check => $"{Codes<RobustnessCheck>.Of(check.Check)}_{check.Why}")],
        };
    }
}

/// <summary>What a reaction amounts to.</summary>
public enum ReactionVerdict
{
    /// <summary>q of 0.05 or more, or too few event days.</summary>
    NotFound,

    /// <summary>q below 0.05, but at least one robustness check fails.</summary>
    Suggestive,

    /// <summary>q below 0.05, and every robustness check passes.</summary>
    Robust,
}

/// <summary>The robustness checks of a reaction, in the order of docs/history.md.</summary>
public enum RobustnessCheck
{
    /// <summary>Only events whose time is known to the minute: q below 0.05.</summary>
    Minute,

    /// <summary>The mean-adjusted model: q below 0.05.</summary>
    Mean,

    /// <summary>Before and from the middle event day: means of the same sign.</summary>
    Halves,

    /// <summary>Without any one calendar year: q below 0.05.</summary>
    Years,

    /// <summary>Against days drawn at random: p below 0.05.</summary>
    Placebo,

    /// <summary>The series is not marked <c>stale_fixing</c>.</summary>
    Stale,
}
