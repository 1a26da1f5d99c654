using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Numerics;
using Normal = MathNet.Numerics.Distributions.Normal;

namespace MarketPulse.Core.Tests.Impact;

public class SyntheticControlTests
{
    private static readonly EventWindow Window = new(0, 2);

    [Fact]
    public void Known_weights_and_a_known_effect_are_found()
    {
        double[] truth = [0.5, 0.3, 0, 0.2, 0, 0, 0, 0];
        var random = new Random(3);
        double[][] donors = Donors(random, 8, sessions: 700);
        var noise = new Normal(0, 0.001, random);
        double[] treated = [.. Enumerable.Range(0, 700).Select(t =>
            truth.Select((weight, j) => weight * donors[j][t]).Sum() + noise.Sample() + (t is >= 650 and <= 652 ? -0.01 : 0))];
        SyntheticResult result = new SyntheticControl(new StudyOptions())
            .Measure(new ReturnSeries("S", treated, donors), 650, Window, [650])!;

        for (int j = 0; j < truth.Length; j++)
        {
            result.Weights[j].ShouldBe(truth[j], 0.03, $"donor {j}");
        }

        result.Weights.Sum().ShouldBe(1, 1e-12);
        result.Car.ShouldBe(-0.03, 4 * 0.001 * Math.Sqrt(3));
        result.PDonors.ShouldBe(1.0 / 9, 1e-12);
        result.Dates.ShouldBe(SyntheticControl.MostDates);
        result.PDates.ShouldBe(0.01);
    }

    [Fact]
    public void Weights_minimise_the_sum_of_squares_on_the_simplex()
    {
        var random = new Random(4);
        for (int trial = 0; trial < 50; trial++)
        {
            double[][] donors = Donors(random, 12, sessions: 60);
            double[] target = Donors(random, 1, sessions: 60)[0];
            double[] weights = SimplexWeights.Fit(donors, target);
            weights.ShouldAllBe(weight => weight >= 0);
            weights.Sum().ShouldBe(1, 1e-12);

            // No way of moving weight from one donor to another lowers the sum of squares (the conditions of Karush, Kuhn and Tucker).
            double[] residual = [.. target.Select((y, t) => y - weights.Select((weight, j) => weight * donors[j][t]).Sum())];
            double[] slopes = [.. donors.Select(donor => -2 * donor.Zip(residual, (x, e) => x * e).Sum())];
            double least = slopes.Min(), scale = donors.Max(donor => donor.Sum(x => x * x));
            foreach (int j in Enumerable.Range(0, 12).Where(j => weights[j] > 1e-9))
            {
                (slopes[j] - least).ShouldBeLessThan(1e-8 * scale);
            }
        }
    }

    [Fact]
    public void Donors_that_move_exactly_alike_share_their_weight()
    {
        double[] one = Donors(new Random(5), 1, sessions: 60)[0];
        SimplexWeights.Fit([one, [.. one], [.. one]], one).Sum().ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Placebo_windows_stay_clear_of_events_and_a_short_history_has_no_p_by_dates()
    {
        var random = new Random(6);
        double[][] donors = Donors(random, 6, sessions: 330);
        var series = new ReturnSeries("S", Donors(random, 1, sessions: 330)[0], donors);
        var method = new SyntheticControl(new StudyOptions());

        // From session 130 on windows of three fit before session 300: 56 of them without other events.
        method.Measure(series, 300, Window, [300])!.Dates.ShouldBe(56);
        method.Measure(series, 300, Window, [300, 200, 220])!.Dates.ShouldBeInRange(52, 55);
        SyntheticResult early = method.Measure(series, 150, Window, [150])!;
        early.Dates.ShouldBe(6);
        early.PDates.ShouldBeNull();
        method.Measure(series, 100, Window, [100]).ShouldBeNull();
        method.Measure(series, 328, Window, [328]).ShouldBeNull();
        method.Measure(new ReturnSeries("S", donors[0], donors[1..5]), 300, Window, [300]).ShouldBeNull();
        Should.Throw<ArgumentException>(() => new SyntheticControl(new StudyOptions
        {
            EstimationFrom = new DateOnly(2020, 1, 1),
            EstimationTo = new DateOnly(2020, 12, 31),
        }));
    }

    /// <summary>Instruments that move together with equal loadings, and no effect.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void Size_at_five_percent_is_four_to_six_percent()
    {
        const int Draws = 2_000;
        var random = new Random(51);
        var method = new SyntheticControl(new StudyOptions { EstimationDays = 60, Gap = 5 });
        int byDonors = 0, byDates = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            // 19 donors and 19 placebo dates, so that the smallest p is 0.05.
            double[][] donors = Donors(random, 20, sessions: 65 + (20 * 3));
            var series = new ReturnSeries("S", donors[0], donors[1..]);
            SyntheticResult result = method.Measure(series, 65 + (19 * 3), Window, [])!;
            result.Dates.ShouldBe(19);
            byDonors += result.PDonors <= 0.05 ? 1 : 0;
            byDates += result.PDates <= 0.05 ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"by donors {100.0 * byDonors / Draws:0.0}%, by dates {100.0 * byDates / Draws:0.0}%");
        ((double)byDonors / Draws).ShouldBeInRange(0.04, 0.06);
        ((double)byDates / Draws).ShouldBeInRange(0.04, 0.06);
    }

    private static double[][] Donors(Random random, int number, int sessions)
    {
        var normal = new Normal(0, 0.01, random);
        double[] common = [.. Enumerable.Range(0, sessions).Select(_ => normal.Sample())];
        return [.. Enumerable.Range(0, number).Select(_ => common.Select(value => value + normal.Sample()).ToArray())];
    }
}
