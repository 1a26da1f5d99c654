using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Sensitivity;

/// <summary>A mean over event days with its 95% interval.</summary>
/// <param name="Mean">The (weighted) mean.</param>
/// <param name="Lo">Lower end of the interval.</param>
/// <param name="Hi">Upper end of the interval.</param>
/// <param name="StandardError">Standard error of the mean.</param>
/// <param name="Count">Effective number of days: the squared sum of the weights over the sum of their squares.</param>
internal readonly record struct MeanEffect(double Mean, double Lo, double Hi, double StandardError, double Count)
{
    /// <summary>The sum or difference of two independent means with the interval of Welch (1947).</summary>
    /// <param name="a">The first mean.</param>
    /// <param name="b">The mean that is added or subtracted.</param>
    /// <param name="sign">1 for the sum, -1 for the difference.</param>
    /// <returns>The value with its 95% interval; null when a mean is missing or the interval is undefined.</returns>
    public static (double Value, double Lo, double Hi)? Combine(MeanEffect? a, MeanEffect? b, int sign)
    {
        if (a is not { } x || b is not { } y)
        {
            return null;
        }

        double vx = x.StandardError * x.StandardError, vy = y.StandardError * y.StandardError;
        double value = x.Mean + (sign * y.Mean), error = Math.Sqrt(vx + vy);
        double df = (vx + vy) * (vx + vy) / ((vx * vx / (x.Count - 1)) + (vy * vy / (y.Count - 1)));
        if (!double.IsFinite(df) || df <= 0)
        {
            return null;
        }

        double wide = StudentT.Quantile(0.975, df) * error;
        return (value, value - wide, value + wide);
    }
}

/// <summary>
/// Intervals of means over event days. With 20 days or more, Student's t. With up to 12, the means that the test over all patterns of signs
/// does not reject, which lie between two order statistics of the means of all subsets (Hartigan 1969, theorem 1). In between, the
/// studentized wild bootstrap with 9,999 draws of Webb's six-point weights (Webb 2023).
/// </summary>
internal sealed class MeanEffects
{
    /// <summary>Minimum number of days for a mean.</summary>
    public const int FewestDays = 6;

    private const int MostForSigns = 12;
    private const int FewestForStudent = 20;
    private const int Draws = 9999;
    private const int Seed = 20180322;
    private const double Tail = 0.025;

    private readonly Lazy<double[]> _weights = new(DrawWeights);

    /// <summary>The weighted mean over event days; null with fewer than six days, or when all values are equal.</summary>
    public MeanEffect? Estimate(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        if (values.Length < FewestDays)
        {
            return null;
        }

        (double mean, double error, double count) = Weighted(values, weights);
        if (!(error > 0) || !double.IsFinite(error))
        {
            return null;
        }

        (double lo, double hi) = values.Length switch
        {
            <= MostForSigns => BySigns(values, weights),
            < FewestForStudent => Around(mean, error * Critical(values, weights, mean)),
            _ => Around(mean, error * StudentT.Quantile(1 - Tail, count - 1)),
        };
        return new MeanEffect(mean, lo, hi, error, count);
    }

    private static (double Lo, double Hi) Around(double mean, double wide) => (mean - wide, mean + wide);

    private static (double Mean, double Error, double Count) Weighted(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        double total = 0, squares = 0, mean = 0, spread = 0;
        for (int i = 0; i < values.Length; i++)
        {
            total += weights[i];
            squares += weights[i] * weights[i];
            mean += weights[i] * values[i];
        }

        mean /= total;
        double count = total * total / squares;
        for (int i = 0; i < values.Length; i++)
        {
            double apart = weights[i] * (values[i] - mean);
            spread += apart * apart;
        }

        return (mean, Math.Sqrt(spread * count / (count - 1)) / total, count);
    }

    private static (double Lo, double Hi) BySigns(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        int patterns = 1 << values.Length;
        double[] sums = new double[patterns], totals = new double[patterns], means = new double[patterns - 1];
        for (int subset = 1; subset < patterns; subset++)
        {
            int last = int.TrailingZeroCount(subset), rest = subset & (subset - 1);
            sums[subset] = sums[rest] + (weights[last] * values[last]);
            totals[subset] = totals[rest] + weights[last];
            means[subset - 1] = sums[subset] / totals[subset];
        }

        Array.Sort(means);
        int rank = (int)(Tail * patterns);
        return (means[rank - 1], means[^rank]);
    }

    /// <summary>The value that 95% of the bootstrap's |t| do not exceed.</summary>
    private double Critical(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double mean)
    {
        int n = values.Length;
        double[] drawn = new double[n], statistics = new double[Draws];
        ReadOnlySpan<double> webb = _weights.Value;
        for (int draw = 0; draw < Draws; draw++)
        {
            ReadOnlySpan<double> factors = webb.Slice(draw * FewestForStudent, n);
            for (int i = 0; i < n; i++)
            {
                drawn[i] = factors[i] * (values[i] - mean);
            }

            (double m, double error, _) = Weighted(drawn, weights);
            statistics[draw] = Math.Abs(m / error);
        }

        Array.Sort(statistics);
        return statistics[(int)Math.Ceiling((1 - (2 * Tail)) * (Draws + 1)) - 1];
    }

    private static double[] DrawWeights()
    {
        double[] points = [-Math.Sqrt(1.5), -1, -Math.Sqrt(0.5), Math.Sqrt(0.5), 1, Math.Sqrt(1.5)];
        var random = new Random(Seed);
        var weights = new double[Draws * FewestForStudent];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = points[random.Next(points.Length)];
        }

        return weights;
    }
}
