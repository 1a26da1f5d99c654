using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Tests.Numerics;

public class StudentTTests
{
    [Fact]
    public void Two_sided_probability_agrees_with_MathNet_to_1e_12()
    {
        double[] degrees = [1, 1.5, 2, 3, 4, 7.5, 10, 24.5, 28, 30, 58, 118, 118.7, 238, 998];
        foreach (double df in degrees)
        {
            for (double t = -12; t <= 12; t += 0.0625)
            {
                double expected = 2 * MathNet.Numerics.Distributions.StudentT.CDF(0, 1, df, -Math.Abs(t));
                StudentT.TwoSided(t, df).ShouldBe(expected, 1e-12, $"t {t}, df {df}");
            }
        }
    }

    [Theory]
    [InlineData(8, 30)]
    [InlineData(25, 118)]
    [InlineData(100, 4)]
    public void Far_tails_keep_their_relative_precision(double t, double df)
    {
        double expected = MathNet.Numerics.SpecialFunctions.BetaRegularized(df / 2, 0.5, df / (df + (t * t)));
        (StudentT.TwoSided(t, df) / expected).ShouldBe(1, 1e-10);
    }

    [Fact]
    public void The_quantile_inverts_the_distribution()
    {
        foreach (double df in new[] { 1, 2, 5, 30, 118, 400.0 })
        {
            foreach (double p in new[] { 0.025, 0.5, 0.8, 0.975, 0.9999 })
            {
                StudentT.Cumulative(StudentT.Quantile(p, df), df).ShouldBe(p, 1e-13, $"p {p}, df {df}");
            }
        }
    }

    [Fact]
    public void A_value_that_is_no_number_has_no_probability() => double.IsNaN(StudentT.TwoSided(double.NaN, 30)).ShouldBeTrue();
}
