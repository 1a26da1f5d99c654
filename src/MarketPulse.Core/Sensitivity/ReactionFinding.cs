using MarketPulse.Core.Events;

namespace MarketPulse.Core.Sensitivity;

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
public enum ReactionLook
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

/// <summary>A reaction with its robustness checks.</summary>
/// <param name="Reaction">The reaction, over all events.</param>
public sealed record ReactionFinding(Reaction Reaction)
{
    /// <summary>Level below which q, or the p of the placebo, counts as found.</summary>
    public const double Level = 0.05;

    /// <summary>q with only the events whose time is known to the minute; null with fewer than six days.</summary>
    public double? QMinute { get; init; }

    /// <summary>q under the mean-adjusted model.</summary>
    public double? QMean { get; init; }

    /// <summary>Mean before the middle event day, percent.</summary>
    public double? FirstHalfPct { get; init; }

    /// <summary>Mean from the middle event day on, percent.</summary>
    public double? SecondHalfPct { get; init; }

    /// <summary>Largest q when one calendar year is left out; null when a year leaves fewer than six days.</summary>
    public double? QWithoutYear { get; init; }

    /// <summary>The year without which q is largest.</summary>
    public int? WithoutYear { get; init; }

    /// <summary>Share of random days with a reaction at least as strong.</summary>
    public double? PPlacebo { get; init; }

    /// <summary>Whether the series follows the session before: <see cref="LeadLag.IsStale"/>.</summary>
    public bool IsStale { get; init; }

    /// <summary>The checks that the reaction fails; a check without enough event days is failed.</summary>
    public IReadOnlyList<ReactionLook> Failed =>
    [
        .. new (ReactionLook Look, bool Passed)[]
        {
            (ReactionLook.Minute, QMinute < Level),
            (ReactionLook.Mean, QMean < Level),
            (ReactionLook.Halves, FirstHalfPct * SecondHalfPct > 0),
            (ReactionLook.Years, QWithoutYear < Level),
            (ReactionLook.Placebo, PPlacebo < Level),
            (ReactionLook.Stale, !IsStale),
        }.Where(look => !look.Passed).Select(look => look.Look),
    ];

    /// <summary>What the reaction amounts to.</summary>
    public ReactionVerdict Verdict =>
        !(Reaction.Q < Level) ? ReactionVerdict.NotFound
        : Failed.Count > 0 ? ReactionVerdict.Suggestive
        : ReactionVerdict.Robust;

    /// <summary>Runs every robustness check on a family of reactions.</summary>
    /// <param name="market">The family under the market model.</param>
    /// <param name="mean">The same instruments and events under the mean-adjusted model.</param>
    /// <param name="isTimed">Whether the time of an event is known to the minute.</param>
    /// <param name="stale">Symbols of the series that follow the session before.</param>
    /// <returns>One finding per reaction, in the order of <see cref="ReactionFamily.Measure"/>.</returns>
    public static IReadOnlyList<ReactionFinding> Of(
        ReactionFamily market, ReactionFamily mean, Func<TradeEvent, bool> isTimed, IReadOnlySet<string> stale)
    {
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(stale);
        IReadOnlyList<Reaction> all = market.Measure();
        IReadOnlyList<Reaction> timed = market.Measure(events: isTimed), adjusted = mean.Measure();
        IReadOnlyList<double?> placebo = market.Placebo(all);
        IReadOnlyList<DateOnly> days = market.Days;
        DateOnly middle = days.Count == 0 ? DateOnly.MinValue : days[days.Count / 2];
        IReadOnlyList<Reaction> first = market.Measure(days: day => day < middle), second = market.Measure(days: day => day >= middle);
        (int Year, IReadOnlyList<Reaction> Reactions)[] without =
        [
            .. days.Select(day => day.Year).Distinct().Select(year => (year, market.Measure(days: day => day.Year != year))),
        ];
        return [.. all.Select((reaction, i) =>
        {
            (int Year, double Q)[] years =
                [.. without.Where(one => one.Reactions[i].Q is not null).Select(one => (one.Year, one.Reactions[i].Q!.Value))];
            bool hasAll = years.Length == without.Length && years.Length > 0;
            return new ReactionFinding(reaction)
            {
                QMinute = timed[i].Q,
                QMean = adjusted[i].Q,
                FirstHalfPct = first[i].MeanPct,
                SecondHalfPct = second[i].MeanPct,
                QWithoutYear = hasAll ? years.Max(one => one.Q) : null,
                WithoutYear = hasAll ? years.MaxBy(one => one.Q).Year : null,
                PPlacebo = placebo[i],
                IsStale = stale.Contains(reaction.Symbol),
            };
        })];
    }
}
