using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

/// <summary>Series that follow the session before are marked.</summary>
public sealed class LeadLagTests
{
    [Fact]
    public void Fixing_that_takes_a_third_of_its_move_a_day_late_is_stale()
    {
        LeadLag found = Estimate(same: 0.6, before: 0.3);
        found.Same.ShouldBe(0.6, 0.05);
        found.Before.ShouldBe(0.3, 0.05);
        found.IsStale.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0.9, 0)]
    [InlineData(0.9, 0.05)] // a twentieth is too little
    [InlineData(0.9, -0.3)] // a correction is not a delay
    public void Fixing_of_its_own_day_is_not_stale(double same, double before) => Estimate(same, before).IsStale.ShouldBeFalse();

    [Fact]
    public void Delay_is_marked_in_about_one_of_a_thousand_series_that_have_none()
    {
        // A tenth of the response is needed as well, so there are fewer still.
        Enumerable.Range(0, 2000).Count(seed => Estimate(0.1, 0, seed).IsStale).ShouldBeLessThan(8);
    }

    [Fact]
    public void Standard_error_equals_the_slow_and_obvious_HC3()
    {
        ReturnSeries series = Series(0.5, 0.2, seed: 7, sessions: 200);
        int n = series.Count - 1;
        double[][] x = [.. Enumerable.Range(1, n).Select(t => new[] { 1, series.BenchmarkReturns[t], series.BenchmarkReturns[t - 1] })];
        double[,] inverse = Inverse(x);
        double[] Solve(double[] right) =>
            [.. Enumerable.Range(0, 3).Select(r => Enumerable.Range(0, 3).Sum(c => inverse[r, c] * right[c]))];
        double[] beta = Solve([.. Enumerable.Range(0, 3).Select(k => Enumerable.Range(0, n).Sum(i => x[i][k] * series.Returns[i + 1]))]);
        double variance = 0;
        for (int i = 0; i < n; i++)
        {
            double[] row = Solve(x[i]);
            double leverage = Enumerable.Range(0, 3).Sum(k => x[i][k] * row[k]);
            double residual = series.Returns[i + 1] - Enumerable.Range(0, 3).Sum(k => x[i][k] * beta[k]);
            variance += row[2] * row[2] * residual * residual / ((1 - leverage) * (1 - leverage));
        }

        LeadLag found = LeadLag.Estimate(series).ShouldNotBeNull();
        found.Same.ShouldBe(beta[1], 1e-10);
        found.Before.ShouldBe(beta[2], 1e-10);
        found.PBefore.ShouldBe(MarketPulse.Core.Numerics.StudentT.TwoSided(beta[2] / Math.Sqrt(variance), n - 3), 1e-9);
    }

    [Fact]
    public void Series_without_benchmark_or_with_few_sessions_has_no_estimate()
    {
        LeadLag.Estimate(new ReturnSeries("A", new double[100], [])).ShouldBeNull();
        LeadLag.Estimate(Series(1, 0, 1, sessions: 30)).ShouldBeNull();
        LeadLag.Estimate(new ReturnSeries("A", new double[100], [new double[100]])).ShouldBeNull();
    }

    private static LeadLag Estimate(double same, double before, int seed = 1) =>
        LeadLag.Estimate(Series(same, before, seed, sessions: 1000)).ShouldNotBeNull();

    private static ReturnSeries Series(double same, double before, int seed, int sessions)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] market = [.. Enumerable.Range(0, sessions).Select(_ => 0.004 * Normal())];
        double[] returns =
        [
            .. market.Select((move, t) => (same * move) + (before * (t == 0 ? 0 : market[t - 1])) + (0.003 * Normal())),
        ];
        return new ReturnSeries("A", returns, [market]);
    }

    private static double[,] Inverse(double[][] x)
    {
        var m = new double[3, 6];
        for (int r = 0; r < 3; r++)
        {
            for (int c = 0; c < 3; c++)
            {
                m[r, c] = x.Sum(row => row[r] * row[c]);
            }

            m[r, 3 + r] = 1;
        }

        for (int p = 0; p < 3; p++)
        {
            double pivot = m[p, p];
            for (int c = 0; c < 6; c++)
            {
                m[p, c] /= pivot;
            }

            for (int r = 0; r < 3; r++)
            {
                double factor = r == p ? 0 : m[r, p];
                for (int c = 0; c < 6; c++)
                {
                    m[r, c] -= factor * m[p, c];
                }
            }
        }

        var inverse = new double[3, 3];
        for (int r = 0; r < 3; r++)
        {
            for (int c = 0; c < 3; c++)
            {
                inverse[r, c] = m[r, 3 + c];
            }
        }

        return inverse;
    }
}
