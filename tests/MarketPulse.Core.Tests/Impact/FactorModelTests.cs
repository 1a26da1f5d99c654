using System.Globalization;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Tests.Impact;

/// <summary>The factor model against the one-factor engine and against normal equations solved in 28 digits.</summary>
public class FactorModelTests
{
    private const int Days = 5040;
    private static readonly EventWindow Window = new(-1, 3);

    [Fact]
    public void One_factor_is_the_market_model()
    {
        (double[] own, double[][] factors) = Draw(1, 1, mean: 0, deviation: 0.01);
        var series = new ReturnSeries("S", own, factors);
        for (int day0 = 150; day0 < Days - 10; day0 += 311)
        {
            StudyResult market = new EventStudy(new StudyOptions()).Evaluate(series, day0, Window);
            StudyResult factor = Of(120).Evaluate(series, day0, Window);
            factor.Beta!.Value.ShouldBe(market.Beta!.Value, 1e-12);
            factor.Car!.Value.ShouldBe(market.Car!.Value, 1e-14);
            factor.Scar!.Value.ShouldBe(market.Scar!.Value, 1e-10);
            factor.PAdjusted!.Value.ShouldBe(market.PAdjusted!.Value, 1e-10);
        }
    }

    /// <summary>
    /// Every number of factors, estimation lengths that are and are not whole vectors, means that dwarf the deviation, some bars left out.
    /// </summary>
    [Theory]
    [InlineData(1, 120, 0.0, 0.01, false)]
    [InlineData(2, 121, 0.0, 0.01, true)]
    [InlineData(3, 122, 1e3, 1e-2, false)]
    [InlineData(4, 120, 0.0, 0.01, false)]
    [InlineData(4, 119, 1e4, 1.0, true)]
    [InlineData(5, 123, 0.0, 0.01, false)]
    [InlineData(6, 60, 0.0, 0.01, true)]
    [InlineData(7, 250, -1e4, 1.0, false)]
    [InlineData(8, 251, 0.0, 0.01, true)]
    public void Any_number_of_factors_matches_normal_equations_in_28_digits(
        int count, int length, double mean, double deviation, bool leavesOut)
    {
        (double[] own, double[][] factors) = Draw(count, count, mean, deviation);
        var series = new ReturnSeries("S", own, factors);
        for (int day0 = 300; day0 < Days - 10; day0 += 1201)
        {
            bool[] excluded = leavesOut ? [.. Enumerable.Range(0, Days).Select(i => i % 7 == 3)] : [];
            StudyResult result = Of(length).Evaluate(series, day0, Window, excluded: excluded);
            int[] bars = [.. Enumerable.Range(day0 - 10 - length, length).Where(i => excluded.Length == 0 || !excluded[i])];
            (decimal car, decimal variance) = Direct(own, factors, bars, day0 + Window.Start, Window.Length);

            result.Observations.ShouldBe(bars.Length);
            result.Car!.Value.ShouldBe((double)car, 1e-10 * result.StandardError!.Value, $"day {day0}");
            result.ResidualVariance!.Value.ShouldBe((double)variance, 1e-9 * (double)variance, $"day {day0}");
        }
    }

    private static EventStudy Of(int length) =>
        new(new StudyOptions { Model = ExpectedReturnModel.Factors, EstimationDays = length, MinObservations = 40 });

    private static (double[] Own, double[][] Factors) Draw(int seed, int count, double mean, double deviation)
    {
        var random = new Random(seed);
        double Next() => deviation * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        double[] common = [.. Enumerable.Range(0, Days).Select(_ => Next())];
        double[][] factors = [.. Enumerable.Range(0, count).Select(k => common.Select(c => mean + (0.5 * c) + Next()).ToArray())];
        double Explained(int i) => factors.Select((factor, k) => (factor[i] - mean) * (1 - (0.2 * k))).Sum();
        double[] own = [.. Enumerable.Range(0, Days).Select(i => mean + Next() + Explained(i))];
        return (own, factors);
    }

    /// <summary>Gauss-Jordan on the centred normal equations.</summary>
    private static (decimal Car, decimal Variance) Direct(double[] own, double[][] factors, int[] bars, int from, int window)
    {
        double[][] columns = [.. factors, own];
        decimal[][] values = [.. columns.Select(column => column.Select(Exact).ToArray())];
        decimal[] means = [.. values.Select(column => bars.Sum(i => column[i]) / bars.Length)];
        int k = factors.Length;
        var equations = new decimal[k, k + 1];
        for (int r = 0; r < k; r++)
        {
            for (int c = 0; c <= k; c++)
            {
                equations[r, c] = bars.Sum(i => (values[r][i] - means[r]) * (values[c][i] - means[c]) * 1e6m);
            }
        }

        for (int p = 0; p < k; p++)
        {
            for (int r = 0; r < k; r++)
            {
                decimal ratio = equations[r, p] / equations[p, p];
                for (int c = p; c <= k && r != p; c++)
                {
                    equations[r, c] -= ratio * equations[p, c];
                }
            }
        }

        decimal[] betas = [.. Enumerable.Range(0, k).Select(r => equations[r, k] / equations[r, r])];
        decimal Residual(int i) => values[k][i] - means[k] - betas.Select((beta, r) => beta * (values[r][i] - means[r])).Sum();
        decimal squares = bars.Sum(i => Residual(i) * 1e6m * Residual(i) * 1e6m);
        return (Enumerable.Range(from, window).Sum(Residual), squares / (bars.Length - k - 1) / 1e12m);
    }

    private static decimal Exact(double value) =>
        decimal.Parse(value.ToString("F25", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
