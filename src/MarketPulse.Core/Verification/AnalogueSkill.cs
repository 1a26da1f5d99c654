using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Verification;

/// <summary>Whether what followed an event's analogues foretold its reaction better than what followed all past events: by the continuous ranked probability score.</summary>
public sealed record AnalogueSkill
{
    private const double Significant = 0.05;

    /// <summary>Key of the window.</summary>
    public required string WindowKey { get; init; }

    /// <summary>Different days 0: the reactions of one day are one observation.</summary>
    public required int EventDays { get; init; }

    /// <summary>Reactions of one instrument to one event that were foretold both ways.</summary>
    public required int Comparisons { get; init; }

    /// <summary>Mean score of the analogues, percent; smaller is better.</summary>
    public double? CrpsAnaloguesPct { get; init; }

    /// <summary>Mean score of all events that had settled, percent.</summary>
    public double? CrpsUnconditionalPct { get; init; }

    /// <summary>Statistic of Diebold and Mariano, with the correction of Harvey, Leybourne and Newbold; negative when the analogues are better.</summary>
    public double? DieboldMariano { get; init; }

    /// <summary>Its two-sided p; null with too few days.</summary>
    public double? PValue { get; init; }

    /// <summary><c>better</c>, <c>worse</c>, <c>no_difference</c> (p at 0.05 or above) or <c>too_few_days</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Sums up the comparisons of one window.</summary>
    public static AnalogueSkill Summarize(EventWindow window, IEnumerable<AnalogueOutcomeScore> scores)
    {
        (double Analogues, double Unconditional, int Count)[] days =
        [
            .. scores.GroupBy(score => score.Day0).OrderBy(day => day.Key)
                .Select(day => (day.Average(score => score.Analogues), day.Average(score => score.Unconditional), day.Count())),
        ];

        // Windows of days fewer than their length apart share sessions.
        DieboldMariano? test = Verification.DieboldMariano.Test([.. days.Select(day => day.Analogues - day.Unconditional)], window.Length);
        return new AnalogueSkill
        {
            WindowKey = window.Key,
            EventDays = days.Length,
            Comparisons = days.Sum(day => day.Count),
            CrpsAnaloguesPct = days.Length == 0 ? null : days.Average(day => day.Analogues),
            CrpsUnconditionalPct = days.Length == 0 ? null : days.Average(day => day.Unconditional),
            DieboldMariano = test?.Statistic,
            PValue = test?.PValue,
            Verdict = test switch
            {
                null => "too_few_days",
                { PValue: >= Significant } => "no_difference",
                { Mean: < 0 } => "better",
                _ => "worse",
            },
        };
    }
}
