using MarketPulse.Core.Verification;

namespace MarketPulse.Core.Tests.Verification;

public class CrpsTests
{
    [Fact]
    public void Score_is_the_mean_distance_less_half_the_mean_spread_of_different_members()
    {
        double[] members = [-2, 0.5, 1, 4];
        const double Outcome = 0.8;
        double distance = members.Average(member => Math.Abs(member - Outcome)), spread = 0;
        foreach (double a in members)
        {
            spread += members.Sum(b => Math.Abs(a - b));
        }

        Crps.Fair(members, Outcome).ShouldBe(distance - (spread / (2 * 4 * 3)), 1e-12);
    }

    [Fact]
    public void Mean_score_of_a_perfect_forecast_does_not_depend_on_the_number_of_members()
    {
        var random = new Random(1);
        double few = Mean(5), many = Mean(100);

        few.ShouldBe(many, 0.01);
        many.ShouldBe(1 / Math.Sqrt(Math.PI), 0.01);

        double Mean(int members) => Enumerable.Range(0, 20_000).Average(_ =>
            Crps.Fair([.. Enumerable.Range(0, members).Select(_ => Gaussian()).Order()], Gaussian()));

        double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
