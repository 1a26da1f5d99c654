using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

/// <summary>The shared design against full matrices.</summary>
public class TensionDesignTests
{
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(-1, 1, false)]
    [InlineData(0, 5, true)]
    public void Slope_and_error_equal_those_by_full_matrices(int from, int to, bool weighted)
    {
        const int count = 150, first = 20;
        (double[] intensity, double[] abnormal) = Data(count);
        double[] weights = [.. Enumerable.Range(first, count - first).Select(t => weighted ? Math.Pow(0.5, (count - t) / 100.0) : 1)];

        BetaEstimate beta = TensionDesign.Create(intensity, first, weights, new EventWindow(from, to))!.Estimate(abnormal)!;

        (double slope, double error) =
            DenseRegression.SumOfLags(abnormal[first..], DenseRegression.Lags(intensity, first, count, from, to), weights);
        beta.Slope.ShouldBe(slope, 1e-12);
        beta.StandardError.ShouldBe(error, 1e-12);
        beta.DegreesOfFreedom.ShouldBe(count - first - (to - from + 2));
    }

    [Fact]
    public void Slope_without_the_most_influential_day_equals_a_regression_without_its_sessions()
    {
        const int count = 150;
        (double[] intensity, double[] abnormal) = Data(count);
        int[] days = [.. Enumerable.Range(0, count).Where(t => intensity[t] != 0)];
        intensity[days[4]] = 150;
        abnormal[days[4] + 1] += 0.2;
        var window = new EventWindow(0, 2);
        double[] weights = [.. Enumerable.Repeat(1.0, count)];

        TensionDesign design = TensionDesign.Create(intensity, 0, weights, window)!;
        (int day, double without) = design.MostInfluential(design.Estimate(abnormal)!, days)!.Value;

        day.ShouldBe(4);
        int[] kept = [.. Enumerable.Range(0, count).Where(t => t < days[4] || t > days[4] + 2)];
        double[][] x = DenseRegression.Lags(intensity, 0, count, 0, 2);
        (double slope, _) = DenseRegression.SumOfLags(
            [.. kept.Select(t => abnormal[t])], [.. kept.Select(t => x[t])], [.. kept.Select(_ => 1.0)]);
        without.ShouldBe(slope, 1e-12);
    }

    [Fact]
    public void Intensities_that_do_not_vary_have_no_slope() =>
        TensionDesign.Create(new double[100], 0, [.. Enumerable.Repeat(1.0, 100)], new EventWindow(0, 0)).ShouldBeNull();

    private static (double[] Intensity, double[] Abnormal) Data(int count)
    {
        var random = new Random(5);
        double[] intensity = [.. Enumerable.Range(0, count).Select(t => t % 7 == 3 ? random.Next(-80, 81) : 0.0)];
        return (intensity, [.. Enumerable.Range(0, count).Select(_ => 0.02 * (random.NextDouble() - 0.5))]);
    }
}
