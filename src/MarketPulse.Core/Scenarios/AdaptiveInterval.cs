using MarketPulse.Core.Analogues;

namespace MarketPulse.Core.Scenarios;

/// <summary>
/// How the prediction intervals of one window are widened or narrowed by how far past ones missed: adaptive conformal inference (Gibbs and
/// Candès 2021, eq. 2). Coverage approaches 95% in the long run whatever the returns do, at the cost of being late after a change.
/// </summary>
/// <remarks>
/// A prediction's score is how far the outcome was from the centre of its interval, in half-widths of the interval. The intervals are
/// multiplied by the quantile of the last scores at one less than <see cref="MissRate"/>, and the rate is raised a little after days with
/// few misses and lowered after days with many.
/// </remarks>
public sealed record AdaptiveInterval
{
    /// <summary>Share of outcomes that may be outside, 5%.</summary>
    public const double Nominal = 0.05;

    /// <summary>Number of scores kept, the newest.</summary>
    public const int MostScores = 500;

    /// <summary>With fewer scores the intervals are left as they are.</summary>
    public const int FewestScores = 30;

    private const double Step = 0.01, LowestRate = 0.001, HighestRate = 0.5;

    /// <summary>The state before any outcome is known: intervals are left as they are.</summary>
    public static AdaptiveInterval Initial { get; } = new();

    /// <summary>The share of misses that the quantile is taken at, 0.001 to 0.5; 0.05 at the start.</summary>
    public double MissRate { get; init; } = Nominal;

    /// <summary>The last scores, at most 500, oldest first.</summary>
    public IReadOnlyList<double> Scores { get; init; } = [];

    /// <summary>Number of days whose outcomes have been taken into account.</summary>
    public int Days { get; init; }

    /// <summary>
    /// What the half-width of a prediction interval is multiplied by; 1 with fewer than <see cref="FewestScores"/> scores. Of n scores it
    /// is the one of rank (n + 1) (1 - <see cref="MissRate"/>), rounded up, or the largest.
    /// </summary>
    public double Multiplier
    {
        get
        {
            if (Scores.Count < FewestScores)
            {
                return 1;
            }

            int rank = (int)Math.Ceiling((Scores.Count + 1) * (1 - MissRate));
            return Scores.Order().ElementAt(Math.Min(rank, Scores.Count) - 1);
        }
    }

    /// <summary>
    /// The first day 0 whose outcomes do not count yet: by then, the windows of earlier ones have closed on every calendar.
    /// </summary>
    /// <param name="now">The time of a prediction.</param>
    public static DateOnly SettledBefore(DateTimeOffset now) => DateOnly.FromDateTime((now - NearestEvents.Settled).UtcDateTime);

    /// <summary>Returns the state after the outcomes of a day have become known.</summary>
    /// <param name="day">The outcomes of the predictions for events of one day 0; without any, the state stays as it is.</param>
    public AdaptiveInterval After(IReadOnlyCollection<SettledPrediction> day)
    {
        ArgumentNullException.ThrowIfNull(day);
        if (day.Count == 0)
        {
            return this;
        }

        double missed = day.Average(outcome => outcome.IsMissed ? 1.0 : 0);
        return this with
        {
            MissRate = Math.Clamp(MissRate + (Step * (Nominal - missed)), LowestRate, HighestRate),
            Scores = [.. Scores.Concat(day.Select(outcome => outcome.Score)).TakeLast(MostScores)],
            Days = Days + 1,
        };
    }
}

/// <summary>A prediction whose outcome is known.</summary>
/// <param name="Score">Distance of the outcome from the centre of the interval, in half-widths of the interval; not negative.</param>
/// <param name="Multiplier">What the half-width was multiplied by when the prediction was made.</param>
public readonly record struct SettledPrediction(double Score, double Multiplier)
{
    /// <summary>Whether the outcome was outside the adaptive interval.</summary>
    public bool IsMissed => Score > Multiplier;
}
