using MarketPulse.Core.Markets;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// How an instrument follows its benchmark: least squares of its return on a constant and the benchmark's returns of the same session and
/// of the session before. A fixing that was taken before the market of its day was done follows the day before.
/// </summary>
/// <param name="Same">Coefficient of the same session.</param>
/// <param name="Before">Coefficient of the session before.</param>
/// <param name="PBefore">
/// Two-sided p of <paramref name="Before"/> with standard errors HC3 (MacKinnon and White 1985), n - 3 degrees of freedom.
/// </param>
public readonly record struct LeadLag(double Same, double Before, double PBefore)
{
    /// <summary>Code of the mark of a series that follows the session before.</summary>
    public const string StaleFixing = "stale_fixing";

    private const int FewestSessions = 60;
    private const double LargestP = 0.001;
    private const double LeastShare = 0.1;

    /// <summary>
    /// Whether the session before counts for at least a tenth of the instrument's response, in the same direction, at p below 0.001.
    /// </summary>
    public bool IsStale => Same * Before > 0 && Before / (Same + Before) >= LeastShare && PBefore < LargestP;

    /// <summary>Estimates both coefficients over all sessions.</summary>
    /// <param name="returns">The instrument's returns with its benchmark's.</param>
    /// <returns>The estimate; null without a benchmark, with fewer than 60 sessions, or when the benchmark does not vary.</returns>
    public static LeadLag? Estimate(ReturnSeries returns)
    {
        ArgumentNullException.ThrowIfNull(returns);
        int n = returns.Count - 1;
        if (returns.FactorCount == 0 || n < FewestSessions)
        {
            return null;
        }

        double[] y = Centred(returns.Returns[1..]), a = Centred(returns.BenchmarkReturns[1..]), b = Centred(returns.BenchmarkReturns[..^1]);
        double aa = Dot(a, a), ab = Dot(a, b), bb = Dot(b, b), determinant = (aa * bb) - (ab * ab);
        if (!(determinant > 1e-12 * aa * bb))
        {
            return null;
        }

        double ay = Dot(a, y), by = Dot(b, y);
        double same = ((bb * ay) - (ab * by)) / determinant, before = ((aa * by) - (ab * ay)) / determinant;
        double variance = 0;
        for (int i = 0; i < n; i++)
        {
            // Row of (X'X)^-1 x that belongs to the session before, and the leverage of the session.
            double ofSame = ((bb * a[i]) - (ab * b[i])) / determinant, ofBefore = ((aa * b[i]) - (ab * a[i])) / determinant;
            double leverage = (1.0 / n) + (a[i] * ofSame) + (b[i] * ofBefore);
            double residual = (y[i] - (same * a[i]) - (before * b[i])) / (1 - leverage);
            variance += ofBefore * ofBefore * residual * residual;
        }

        return variance > 0 ? new LeadLag(same, before, StudentT.TwoSided(before / Math.Sqrt(variance), n - 3)) : null;
    }

    private static double[] Centred(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length;
        var centred = new double[values.Length];
        for (int i = 0; i < centred.Length; i++)
        {
            centred[i] = values[i] - mean;
        }

        return centred;
    }

    private static double Dot(double[] x, double[] y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }
}
