using MarketPulse.Core.Numerics;
using MarketPulse.Core.Verification;

namespace MarketPulse.Core.Tests.Verification;

public class DieboldMarianoTests
{
    [Fact]
    public void Statistic_is_the_mean_over_its_long_run_error_with_the_small_sample_correction()
    {
        // Mean 0.5; autocovariances by hand: 1.75, 0.3125 (divided by n).
        double[] differences = [2, 1, -1, 0, 2, 1, -2, 1];
        double[] centred = [.. differences.Select(value => value - 0.5)];
        double variance = centred.Sum(value => value * value) / 8;
        double covariance = Enumerable.Range(1, 7).Sum(t => centred[t] * centred[t - 1]) / 8;
        double correction = Math.Sqrt((8 + 1 - 4 + (2.0 / 8)) / 8);

        DieboldMariano test = DieboldMariano.Test(differences, horizon: 2)!.Value;

        test.Mean.ShouldBe(0.5, 1e-12);
        test.Statistic.ShouldBe(correction * 0.5 / Math.Sqrt((variance + (2 * covariance)) / 8), 1e-12);
        test.PValue.ShouldBe(StudentT.TwoSided(test.Statistic, 7), 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Equal_forecasts_are_called_different_in_about_one_of_twenty_samples(int horizon)
    {
        var random = new Random(7);
        int rejected = 0;
        const int Samples = 4000;
        for (int sample = 0; sample < Samples; sample++)
        {
            // A moving average of as many terms: windows that share sessions.
            double[] noise = [.. Enumerable.Range(0, 60 + horizon).Select(_ => Gaussian())];
            double[] differences = [.. Enumerable.Range(0, 60).Select(t => noise.AsSpan(t, horizon).ToArray().Sum())];
            rejected += DieboldMariano.Test(differences, horizon) is { PValue: < 0.05 } ? 1 : 0;
        }

        ((double)rejected / Samples).ShouldBeInRange(0.03, 0.08);

        double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    [Fact]
    public void Too_few_or_constant_differences_give_no_test()
    {
        DieboldMariano.Test([1, 2, 3, 4, 5, 6, 7], horizon: 1).ShouldBeNull();
        DieboldMariano.Test([1, 2, 3, 4, 5, 6, 7, 8, 9, 8], horizon: 6).ShouldBeNull();
        DieboldMariano.Test([1, 1, 1, 1, 1, 1, 1, 1, 1], horizon: 1).ShouldBeNull();
    }
}
