using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Analogues;

/// <summary>
/// What followed the analogues of an event in one instrument over one window. The distribution is null with fewer than <see cref="Fewest"/>
/// usable analogues.
/// </summary>
public sealed record AnalogueOutcome
{
    /// <summary>Minimum number of usable analogues for a distribution.</summary>
    public const int Fewest = 5;

    /// <summary>The instrument.</summary>
    public required string Symbol { get; init; }

    /// <summary>Key of the window.</summary>
    public required string WindowKey { get; init; }

    /// <summary>Number of analogues with a final score.</summary>
    public required int Count { get; init; }

    /// <summary>Lower quartile of the cumulative abnormal return, percent (Hyndman and Fan 1996, type 7).</summary>
    public double? CarQ1Pct { get; init; }

    /// <summary>Median of the cumulative abnormal return, percent.</summary>
    public double? CarMedianPct { get; init; }

    /// <summary>Upper quartile of the cumulative abnormal return, percent.</summary>
    public double? CarQ3Pct { get; init; }

    /// <summary>Share of the analogues with a negative cumulative abnormal return, 0 to 1.</summary>
    public double? ShareNegative { get; init; }

    /// <summary>Lower quartile of the adjusted score.</summary>
    public double? AdjustedQ1 { get; init; }

    /// <summary>Median of the adjusted score.</summary>
    public double? AdjustedMedian { get; init; }

    /// <summary>Upper quartile of the adjusted score.</summary>
    public double? AdjustedQ3 { get; init; }

    /// <summary>Groups the final scores of analogues by instrument and window.</summary>
    public static IReadOnlyList<AnalogueOutcome> Summarize(IEnumerable<ImpactScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return
        [
            .. scores.Where(score => score is { Status: ScoreStatus.Final, CarPct: not null })
                .GroupBy(score => (score.Symbol, score.WindowKey))
                .OrderBy(group => group.Key.Symbol, StringComparer.Ordinal).ThenBy(group => group.Key.WindowKey, StringComparer.Ordinal)
                .Select(group => Summarize(group.Key.Symbol, group.Key.WindowKey, [.. group])),
        ];
    }

    private static AnalogueOutcome Summarize(string symbol, string windowKey, ImpactScore[] scores)
    {
        var outcome = new AnalogueOutcome { Symbol = symbol, WindowKey = windowKey, Count = scores.Length };
        if (scores.Length < Fewest)
        {
            return outcome;
        }

        double[] cars = [.. scores.Select(score => score.CarPct!.Value).Order()];
        double[] adjusted = [.. scores.Select(score => score.AdjustedScore).OfType<double>().Order()];
        return outcome with
        {
            CarQ1Pct = Quantile(cars, 0.25),
            CarMedianPct = Quantile(cars, 0.5),
            CarQ3Pct = Quantile(cars, 0.75),
            ShareNegative = cars.Count(car => car < 0) / (double)cars.Length,
            AdjustedQ1 = Quantile(adjusted, 0.25),
            AdjustedMedian = Quantile(adjusted, 0.5),
            AdjustedQ3 = Quantile(adjusted, 0.75),
        };
    }

    private static double? Quantile(double[] sorted, double share)
    {
        if (sorted.Length < Fewest)
        {
            return null;
        }

        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
