using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

public class ShrinkageTests
{
    [Fact]
    public void Spread_solves_the_moment_equation_of_Paule_and_Mandel()
    {
        (double, double, string)[] given =
            [(3.1, 0.5, "fx"), (-2.0, 0.8, "fx"), (0.4, 0.3, "fx"), (1.9, 1.1, "fx"), (-1.2, 0.4, "fx"), (0.7, 0.6, "fx")];

        ShrunkEstimate[] shrunk = Shrinkage.Shrink(given);

        // weight = spread / (spread + variance) gives the spread back.
        double spread = given[0].Item2 * given[0].Item2 * shrunk[0].Weight / (1 - shrunk[0].Weight);
        double[] precision = [.. given.Select(one => 1 / ((one.Item2 * one.Item2) + spread))];
        double mean = given.Select((one, i) => one.Item1 * precision[i]).Sum() / precision.Sum();
        given.Select((one, i) => precision[i] * (one.Item1 - mean) * (one.Item1 - mean)).Sum().ShouldBe(5, 1e-6);
        for (int i = 0; i < given.Length; i++)
        {
            shrunk[i].Mean.ShouldBe((shrunk[i].Weight * given[i].Item1) + ((1 - shrunk[i].Weight) * mean), 1e-9);
            shrunk[i].Lo.ShouldBeLessThan(shrunk[i].Mean);
        }
    }

    [Fact]
    public void Estimates_no_further_apart_than_their_errors_collapse_to_their_mean()
    {
        ShrunkEstimate[] shrunk = Shrinkage.Shrink([(1.0, 1, "fx"), (1.1, 1, "fx"), (0.9, 1, "fx"), (1.05, 1, "fx"), (0.95, 1, "fx")]);

        shrunk.ShouldAllBe(one => one.Weight == 0 && Math.Abs(one.Mean - 1) < 1e-12);
    }

    [Fact]
    public void Classes_of_fewer_than_five_are_drawn_towards_zero()
    {
        ShrunkEstimate[] shrunk = Shrinkage.Shrink([(4, 1, "fx"), (5, 1, "rate")]);

        shrunk.ShouldAllBe(one => one.Weight > 0 && one.Weight < 1);
        shrunk[0].Mean.ShouldBe(4 * shrunk[0].Weight, 1e-9);
    }

    [Fact]
    public void Nothing_shrinks_to_nothing() => Shrinkage.Shrink([]).ShouldBeEmpty();
}
