using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

public class MeanEffectTests
{
    private readonly MeanEffects _means = new();

    [Fact]
    public void Interval_of_few_days_holds_exactly_the_means_that_the_sign_test_does_not_reject()
    {
        double[] values = [-1.3, 0.4, 2.2, 0.9, 1.7, -0.2, 3.1, 0.6, 1.1];

        MeanEffect effect = Of(values)!.Value;

        PValue(values, effect.Lo + 1e-9).ShouldBeGreaterThan(0.05);
        PValue(values, effect.Lo - 1e-9).ShouldBeLessThanOrEqualTo(0.05);
        PValue(values, effect.Hi - 1e-9).ShouldBeGreaterThan(0.05);
        PValue(values, effect.Hi + 1e-9).ShouldBeLessThanOrEqualTo(0.05);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(12)]
    [InlineData(15)]
    [InlineData(25)]
    public void Intervals_cover_the_truth_at_any_number_of_days(int days)
    {
        var random = new Random(days);
        int covered = 0;
        const int rounds = 400;
        for (int round = 0; round < rounds; round++)
        {
            double[] values = [.. Enumerable.Range(0, days).Select(_ => 0.7 + Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6)];
            MeanEffect effect = Of(values)!.Value;
            covered += effect.Lo <= 0.7 && 0.7 <= effect.Hi ? 1 : 0;
        }

        ((double)covered / rounds).ShouldBeInRange(0.92, 0.99);
    }

    [Fact]
    public void Fewer_than_six_days_have_no_mean() => Of([1, 2, 3, 4, 5]).ShouldBeNull();

    [Fact]
    public void Values_that_do_not_vary_have_no_interval() => Of([1, 1, 1, 1, 1, 1]).ShouldBeNull();

    [Fact]
    public void A_day_of_weight_nearly_nothing_counts_for_nearly_nothing()
    {
        double[] values = [.. Enumerable.Range(0, 30).Select(i => Math.Sin(i)), 1000];
        double[] weights = [.. Enumerable.Repeat(1.0, 30), 1e-9];

        MeanEffect effect = _means.Estimate(values, weights)!.Value;

        effect.Mean.ShouldBe(values[..30].Average(), 1e-6);
        effect.Count.ShouldBe(30, 1e-6);
    }

    private MeanEffect? Of(double[] values) => _means.Estimate(values, [.. values.Select(_ => 1.0)]);

    /// <summary>Two-sided p of a mean over all patterns of signs.</summary>
    private static double PValue(double[] values, double mean)
    {
        double seen = Math.Abs(values.Sum(value => value - mean));
        int patterns = 1 << values.Length, extreme = 0;
        for (int pattern = 0; pattern < patterns; pattern++)
        {
            double sum = values.Select((value, i) => (pattern >> i & 1) == 0 ? value - mean : mean - value).Sum();
            extreme += Math.Abs(sum) >= seen - 1e-12 ? 1 : 0;
        }

        return (double)extreme / patterns;
    }
}
