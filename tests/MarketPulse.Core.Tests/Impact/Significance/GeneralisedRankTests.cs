using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Markets;
using MathNet.Numerics.LinearRegression;

namespace MarketPulse.Core.Tests.Impact.Significance;

public class GeneralisedRankTests
{
    private const int Length = 120, Gap = 10;
    private static readonly EventWindow Window = new(-2, 2);

    [Fact]
    public void Index_additions_match_the_definition_computed_from_prices_in_another_way()
    {
        var study = new EventStudy(new StudyOptions());
        EventObservation[] observations =
            [.. IndexAdditions.All().Select(addition => study.Observe(addition.Id, addition.Returns, addition.DayZero, Window)!)];
        SignificanceTest actual = GeneralisedRank.Test(observations, byDate: false)!.Value;
        double expected = Definition([.. IndexAdditions.All().Select(addition => Values(addition.Returns, addition.DayZero))]);

        actual.Statistic.ShouldBe(expected, 1e-9);
        actual.PValue.ShouldBe(2 * MathNet.Numerics.Distributions.StudentT.CDF(0, 1, Length - 1, -Math.Abs(expected)), 1e-9);
        TestSummary.AcrossEvents(observations).TGeneralisedRank.ShouldBe(actual.Statistic);
    }

    [Fact]
    public void Instruments_of_one_event_are_paired_by_date_even_when_one_of_them_lacks_some()
    {
        EventObservation[] whole = Simulated(new Random(3), instruments: 6, common: 0.02, volatility: 1, shift: 0);
        EventObservation shorter = whole[0] with
        {
            EstimationAbnormal = [.. whole[0].EstimationAbnormal.Where((_, i) => i % 10 != 3)],
            EstimationDays = [.. whole[0].EstimationDays.Where((_, i) => i % 10 != 3)],
        };
        double complete = GeneralisedRank.Test(whole, byDate: true)!.Value.Statistic;

        // A tenth of one instrument's days changes little when the others stay paired with the right dates, much when they do not.
        Math.Abs(GeneralisedRank.Test([shorter, .. whole[1..]], byDate: true)!.Value.Statistic - complete).ShouldBeLessThan(0.1);
    }

    [Fact]
    public void Instruments_of_one_event_have_their_spread_corrected_for_their_correlation()
    {
        EventObservation[] observations = Simulated(new Random(5), instruments: 8, common: 0.02, volatility: 1, shift: 0);
        double[][] residuals = [.. observations.Select(observation => observation.EstimationAbnormal)];
        double correlation = Enumerable.Range(0, 8).SelectMany(i => Enumerable.Range(i + 1, 7 - i).Select(
            j => MathNet.Numerics.Statistics.Correlation.Pearson(residuals[i], residuals[j]))).Average();
        double expected = Definition(
            [.. observations.Select(e => (e.EstimationAbnormal.Select(ar => ar / Math.Sqrt(e.ResidualVariance)).ToArray(), e.Scar))],
            correlation);

        correlation.ShouldBeInRange(0.3, 0.7);
        GeneralisedRank.Test(observations, byDate: true)!.Value.Statistic.ShouldBe(expected, 1e-9);
        TestSummary.AcrossInstruments(observations).TGeneralisedRank!.Value.ShouldBe(expected, 1e-9);
    }

    [Fact]
    public void One_observation_or_equal_scars_have_no_test()
    {
        EventObservation[] two = Simulated(new Random(3), instruments: 2, common: 0, volatility: 1, shift: 0);
        GeneralisedRank.Test(two[..1], byDate: true).ShouldBeNull();
        GeneralisedRank.Test([two[0], two[1] with { Scar = two[0].Scar }], byDate: true).ShouldBeNull();
    }

    /// <summary>Also when the event raises the variance and the instruments move together.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0.01, 1)]
    [InlineData(0.01, 2)]
    public void Size_at_five_percent_is_four_to_six_percent(double common, double volatility)
    {
        const int Draws = 5_000;
        var random = new Random(11);
        int rejected = 0, alarmed = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            EventObservation[] observations = Simulated(random, instruments: 20, common, volatility, shift: 0);
            rejected += GeneralisedRank.Test(observations, byDate: true)!.Value.PValue < 0.05 ? 1 : 0;
            alarmed += MeanTests.CrossSectional([.. observations.Select(observation => observation.Scar)])!.Value.PValue < 0.05 ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"common {common}, volatility {volatility}: {100.0 * rejected / Draws:0.0}%, BMP {100.0 * alarmed / Draws:0.0}%");
        ((double)rejected / Draws).ShouldBeInRange(0.04, 0.06);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void An_effect_of_one_standard_error_on_twenty_instruments_is_found_nearly_always()
    {
        const int Draws = 500;
        var random = new Random(12);
        int rejected = Enumerable.Range(0, Draws).Count(_ => GeneralisedRank.Test(
            Simulated(random, instruments: 20, common: 0, volatility: 2, shift: 1), byDate: true)!.Value.PValue < 0.05);
        ((double)rejected / Draws).ShouldBeGreaterThan(0.5);
    }

    /// <summary>
    /// Observations of one event: residuals of 2% a day with a common part, fitted with a mean, over a window of three days whose
    /// deviations are multiplied by <paramref name="volatility"/>.
    /// </summary>
    private static EventObservation[] Simulated(Random random, int instruments, double common, double volatility, double shift)
    {
        const int Bars = Length + Gap + 3;
        var normal = new MathNet.Numerics.Distributions.Normal(0, 1, random);
        double[] shared = [.. Enumerable.Range(0, Bars).Select(_ => common * normal.Sample())];
        var study = new EventStudy(new StudyOptions { Model = ExpectedReturnModel.Mean });
        int[] days = [.. Enumerable.Range(0, Bars)];
        return
        [
            .. Enumerable.Range(0, instruments).Select(i =>
            {
                double[] returns = new double[Bars];
                for (int t = 0; t < Bars; t++)
                {
                    bool inWindow = t >= Length + Gap;
                    returns[t] = (inWindow ? volatility : 1) * (shared[t] + (0.02 * normal.Sample()));
                    returns[t] += inWindow ? shift * 0.02 * Math.Sqrt(3) / 3 : 0;
                }

                return study.Observe("e", new ReturnSeries($"S{i}", returns, []), days, Length + Gap, new EventWindow(0, 2), default)!;
            }),
        ];
    }

    /// <summary>Standardized residuals of the estimation window, then the SCAR, straight from the regression's textbook formulas.</summary>
    private static (double[] Estimation, double Scar) Values(JoinedReturns returns, int day0)
    {
        int start = day0 - Gap - Length;
        double[] y = returns.Returns.Slice(start, Length).ToArray(), x = returns.BenchmarkReturns.Slice(start, Length).ToArray();
        (double a, double b) = SimpleRegression.Fit(x, y);
        double[] residuals = [.. y.Zip(x, (ry, rx) => ry - a - (b * rx))];
        double s2 = residuals.Sum(e => e * e) / (Length - 2), mean = x.Average(), sxx = x.Sum(v => (v - mean) * (v - mean));
        double car = 0, distance = 0;
        for (int t = day0 + Window.Start; t <= day0 + Window.End; t++)
        {
            car += returns.Returns[t] - a - (b * returns.BenchmarkReturns[t]);
            distance += returns.BenchmarkReturns[t] - mean;
        }

        double w = Window.Length;
        return ([.. residuals.Select(e => e / Math.Sqrt(s2))], car / Math.Sqrt(s2 * (w + (w * w / Length) + (distance * distance / sxx))));
    }

    /// <summary>Kolari and Pynnonen (2011), by counting how many values are smaller.</summary>
    private static double Definition((double[] Estimation, double Scar)[] events, double correlation = 0)
    {
        double n = events.Length, mean = events.Average(e => e.Scar);
        double deviation = Math.Sqrt(events.Sum(e => (e.Scar - mean) * (e.Scar - mean)) / (n - 1) / (1 - correlation));
        const int Days = Length + 1;
        double[] u = [.. Enumerable.Range(0, Days).Select(day => events.Average(e =>
        {
            double[] all = [.. e.Estimation, e.Scar / deviation];
            double rank = all.Count(value => value < all[day]) + ((all.Count(value => value == all[day]) + 1) / 2.0);
            return (rank / (Days + 1)) - 0.5;
        }))];
        double z = u[^1] / Math.Sqrt(u.Sum(value => value * value) / Days);
        return z * Math.Sqrt((Days - 2) / (Days - 1 - (z * z)));
    }
}
