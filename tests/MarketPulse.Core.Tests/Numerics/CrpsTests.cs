using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Tests.Numerics;

public class CrpsTests
{
    [Fact]
    public void Score_is_the_mean_distance_less_half_the_mean_spread()
    {
        double[] members = [-2, 0.5, 1, 4], weights = [0.2, 1, 3, 0.7];
        const double Outcome = 0.8;
        double total = weights.Sum(), distance = 0, spread = 0;
        for (int i = 0; i < members.Length; i++)
        {
            distance += weights[i] * Math.Abs(members[i] - Outcome) / total;
            for (int j = 0; j < members.Length; j++)
            {
                spread += weights[i] * weights[j] * Math.Abs(members[i] - members[j]) / total / total;
            }
        }

        Crps.Of(members, weights, Outcome).ShouldBe(distance - (spread / 2), 1e-12);
    }

    [Fact]
    public void Score_is_the_area_between_the_distribution_and_the_outcome_squared()
    {
        double[] members = [-2, 0.5, 1, 4], weights = [0.2, 1, 3, 0.7];
        const double Outcome = 0.8, Step = 1e-4;
        double area = 0;
        for (double x = -3 + (Step / 2); x < 5; x += Step)
        {
            double below = members.Zip(weights).Where(pair => pair.First <= x).Sum(pair => pair.Second) / weights.Sum();
            area += Step * Math.Pow(below - (x >= Outcome ? 1 : 0), 2);
        }

        Crps.Of(members, weights, Outcome).ShouldBe(area, 1e-3);
    }

    [Fact]
    public void Weights_count_like_repeated_members_and_a_certain_forecast_scores_its_distance()
    {
        Crps.Of([1, 2, 5], [2, 1, 3], 1.5).ShouldBe(Crps.Of([1, 1, 2, 5, 5, 5], [1, 1, 1, 1, 1, 1], 1.5), 1e-12);
        Crps.Of([3, 7], [1, 0], 3).ShouldBe(0);
        Crps.Of([3, 7], [1e-90, 0], 5).ShouldBe(2, 1e-12);
    }
}
