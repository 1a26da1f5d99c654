using CsCheck;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Tests.Numerics;

public class RanksTests
{
    [Fact]
    public void Ranks_are_those_of_counting_whatever_the_spread_and_the_ties() =>
        Gen.OneOf(
            Gen.Double[-0.1, 0.1].Array[0, 300],
            Gen.Int[0, 9].Select(value => value / 10.0).Array[1, 200],
            Gen.Double[-1e-9, 1e-9].Array[1, 200].Select(values => values.Append(1e6).ToArray()),
            Gen.OneOf(Gen.Const(0.0), Gen.Const(-0.0), Gen.Double).Array[1, 50])
        .Where(values => values.All(double.IsFinite))
        .Sample(values =>
        {
            var ranks = new double[values.Length];
            Ranks.Compute(values, ranks);
            ranks.ShouldBe(
                values.Select(value => values.Count(other => other < value) + ((values.Count(other => other == value) + 1) / 2.0)));
        }, iter: 2000);
}
