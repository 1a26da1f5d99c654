using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact.Batch;

/// <summary>
/// The mean CAR of events without a scheduled release in their window: the constant of a regression of the CARs on a dummy for each kind of
/// release, with errors that allow for unequal variances. Leaving such events out instead would lose many of them.
/// </summary>
/// <param name="Confounded">Number of events with a release in the window.</param>
/// <param name="Mean">The mean; null when there are too few events, or all of them have the same releases.</param>
/// <param name="Lo">Lower end of its 95% interval.</param>
/// <param name="Hi">Upper end of its 95% interval.</param>
/// <param name="P">Two-sided p of the mean.</param>
internal readonly record struct CleanMean(int Confounded, double? Mean, double? Lo, double? Hi, double? P)
{
    /// <summary>Estimates the mean.</summary>
    /// <param name="cars">CAR of each event.</param>
    /// <param name="releases">Kinds of release in the window of each event.</param>
    public static CleanMean Estimate(double[] cars, IReadOnlyList<ReleaseKind[]> releases)
    {
        int confounded = releases.Count(kinds => kinds.Length > 0);
        var columns = new List<double[]> { Array.ConvertAll(cars, _ => 1.0) };
        int[] events = [.. Enumerable.Range(0, cars.Length)];
        foreach (ReleaseKind kind in releases.SelectMany(kinds => kinds).Distinct().Order())
        {
            columns.Add([.. releases.Select(kinds => kinds.Contains(kind) ? 1.0 : 0)]);
        }

        // A dummy that is always one would take the place of the constant, so nothing is left to estimate.
        if (cars.Length < Math.Max(ClusteredRegression.FewestClusters, columns.Count + 2)
            || ClusteredRegression.Fit(columns, cars, events, out _) is not { } fit
            || fit.Test(0) is not { } test)
        {
            return new CleanMean(confounded, null, null, null, null);
        }

        double mean = fit.Coefficients[0], half = StudentT.Quantile(0.975, cars.Length - 1) * fit.StandardErrors[0];
        return new CleanMean(confounded, mean, mean - half, mean + half, test.PValue);
    }
}
