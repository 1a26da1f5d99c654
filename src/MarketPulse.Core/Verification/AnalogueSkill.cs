using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Verification;

/// <summary>
/// Whether what followed past events, weighted by their likeness to an event (<see cref="Analogues.AnalogueKernel"/>), predicted its
/// reaction better than what followed all past events alike, by the continuous ranked probability score (CRPS).
/// </summary>
public sealed record AnalogueSkill
{
    private const double Significant = 0.05;

    /// <summary>Key of the window.</summary>
    public required string WindowKey { get; init; }

    /// <summary>Number of different days 0; the reactions of one day are one observation.</summary>
    public required int EventDays { get; init; }

    /// <summary>Number of reactions, of one instrument to one event each, that were predicted both ways.</summary>
    public required int Comparisons { get; init; }

    /// <summary>Mean CRPS of the weighted distribution, percent; smaller is better.</summary>
    public double? CrpsAnaloguesPct { get; init; }

    /// <summary>Mean CRPS of all events that had settled, percent.</summary>
    public double? CrpsUnconditionalPct { get; init; }

    /// <summary>
    /// Number of reactions that were predicted with a finite bandwidth; for the others every past event had the same weight.
    /// </summary>
    public required int Weighted { get; init; }

    /// <summary>The bandwidth chosen for the last of the events; null when it is infinite or there is no event.</summary>
    public double? Bandwidth { get; init; }

    /// <summary>
    /// Statistic of Diebold and Mariano, with the correction of Harvey, Leybourne and Newbold; negative when the analogues are better.
    /// </summary>
    public double? DieboldMariano { get; init; }

    /// <summary>Two-sided p of the Diebold-Mariano statistic; null with too few days.</summary>
    public double? PValue { get; init; }

    /// <summary><c>better</c>, <c>worse</c>, <c>no_difference</c> (p at 0.05 or above) or <c>too_few_days</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Summarizes the comparisons of one window.</summary>
    public static AnalogueSkill Summarize(EventWindow window, IEnumerable<AnalogueOutcomeScore> scores)
    {
        AnalogueOutcomeScore[] all = [.. scores];
        (double Analogues, double Unconditional, int Count)[] days =
        [
            .. all.GroupBy(score => score.Day0).OrderBy(day => day.Key)
                .Select(day => (day.Average(score => score.Analogues), day.Average(score => score.Unconditional), day.Count())),
        ];

        // Windows whose days 0 are closer together than their length share sessions.
        double[] differences = [.. days.Select(day => day.Analogues - day.Unconditional)];
        var test = Verification.DieboldMariano.Test(differences, window.Length);
        double last = all.Length == 0 ? double.PositiveInfinity : all.MaxBy(score => score.Day0).Bandwidth;
        return new AnalogueSkill
        {
            WindowKey = window.Key,
            EventDays = days.Length,
            Comparisons = days.Sum(day => day.Count),
            CrpsAnaloguesPct = days.Length == 0 ? null : days.Average(day => day.Analogues),
            CrpsUnconditionalPct = days.Length == 0 ? null : days.Average(day => day.Unconditional),
            Weighted = all.Count(score => double.IsFinite(score.Bandwidth)),
            Bandwidth = double.IsFinite(last) ? last : null,
            DieboldMariano = test?.Statistic,
            PValue = test?.PValue,
            Verdict = test switch
            {
                null when days.Length > 0 && !differences.AsSpan().ContainsAnyExcept(0) => "no_difference",
                null => "too_few_days",
                { PValue: >= Significant } => "no_difference",
                { Mean: < 0 } => "better",
                _ => "worse",
            },
        };
    }
}
