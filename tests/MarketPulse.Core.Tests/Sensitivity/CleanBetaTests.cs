using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Numerics;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

/// <summary>The tension beta with a dummy for each kind of scheduled release.</summary>
public class CleanBetaTests
{
    private const int Count = 300, First = 20;

    [Theory]
    [InlineData(0, 0, false, 1)]
    [InlineData(-1, 1, false, 2)]
    [InlineData(0, 5, true, 3)]
    public void Slope_and_error_equal_those_by_full_matrices_with_the_dummies_as_columns(int from, int to, bool weighted, int kinds)
    {
        (double[] intensity, double[] abnormal) = Data();
        double[] weights = [.. Enumerable.Range(First, Count - First).Select(t => weighted ? Math.Pow(0.5, (Count - t) / 100.0) : 1)];
        int[][] releases = [.. Enumerable.Range(0, kinds).Select(Releases)];
        TensionDesign design = TensionDesign.Create(intensity, First, weights, new EventWindow(from, to))!;

        BetaEstimate clean = design.EstimateClean(design.Estimate(abnormal)!, releases)!;

        (double slope, double error) = DenseRegression.SumOfLags(
            abnormal[First..], WithDummies(DenseRegression.Lags(intensity, First, Count, from, to), releases), weights, kinds);
        clean.Slope.ShouldBe(slope, 1e-12);
        clean.StandardError.ShouldBe(error, 1e-12);
        clean.DegreesOfFreedom.ShouldBe(Count - First - (to - from + 2) - kinds);
    }

    [Fact]
    public void Releases_on_sessions_without_a_weight_or_outside_the_regression_do_not_count()
    {
        (double[] intensity, double[] abnormal) = Data();
        double[] weights = [.. Enumerable.Range(First, Count - First).Select(t => t == 100 ? 0.0 : 1)];
        TensionDesign design = TensionDesign.Create(intensity, First, weights, new EventWindow(-1, 1))!;
        BetaEstimate beta = design.Estimate(abnormal)!;

        design.EstimateClean(beta, []).ShouldBeSameAs(beta);
        design.EstimateClean(beta, [[First - 1, 100, Count]]).ShouldBeSameAs(beta);
        design.Weighted([First - 1, 100, 101, Count]).ShouldBe([101 - First]);
    }

    [Fact]
    public void Kind_with_a_single_release_leaves_its_session_out()
    {
        (double[] intensity, double[] abnormal) = Data();
        double[] all = [.. Enumerable.Repeat(1.0, Count)], without = [.. all];
        without[59] = 0;
        var window = new EventWindow(0, 2);
        TensionDesign design = TensionDesign.Create(intensity, 0, all, window)!;

        BetaEstimate clean = design.EstimateClean(design.Estimate(abnormal)!, [[59]])!;

        BetaEstimate left = TensionDesign.Create(intensity, 0, without, window)!.Estimate(abnormal)!;
        clean.Slope.ShouldBe(left.Slope, 1e-14);
        clean.StandardError.ShouldBe(left.StandardError, 1e-14);
        clean.DegreesOfFreedom.ShouldBe(left.DegreesOfFreedom);
    }

    [Fact]
    public void Slope_that_cannot_be_told_from_the_dummies_is_missing()
    {
        (_, double[] abnormal) = Data();
        int[] days = [.. Enumerable.Range(2, 20).Select(i => 10 * i)];
        double[] escalations = [.. Enumerable.Range(0, Count).Select(t => days.Contains(t) ? 50.0 : 0)];
        TensionDesign design = TensionDesign.Create(escalations, 0, [.. Enumerable.Repeat(1.0, Count)], new EventWindow(0, 0))!;
        BetaEstimate beta = design.Estimate(abnormal)!;

        design.EstimateClean(beta, [days]).ShouldBeNull("the dummy is the intensity");
        design.EstimateClean(beta, [days[1..]]).ShouldBeNull("the slope rests on one session");
        design.EstimateClean(beta, [Releases(0), Releases(0)]).ShouldBeNull("two kinds have the same sessions");
        design.EstimateClean(beta, [days[10..]]).ShouldNotBeNull();
    }

    [Fact]
    public void Releases_on_days_of_escalation_bias_the_beta_but_not_the_clean_one()
    {
        const int worlds = 300, count = 1200;
        const double truth = -1e-4;
        double biased = 0, clean = 0;
        int covered = 0;
        for (int seed = 0; seed < worlds; seed++)
        {
            var random = new Random(seed);
            int[] days = [.. Enumerable.Range(1, count / 12 - 2).Select(i => (12 * i) + random.Next(6))];
            double[] intensity = new double[count], abnormal = new double[count];
            foreach (int day in days)
            {
                intensity[day] = random.Next(20, 80) * (random.Next(2) == 0 ? -1 : 1);
            }

            // Every release falls on a day of escalation or on a quiet one, and lifts the instrument by 1%.
            int[] releases =
            [
                .. days.Where((day, i) => intensity[day] > 0 && i % 2 == 0), .. days.Where((_, i) => i % 4 == 1).Select(day => day - 3),
            ];
            for (int t = 0; t < count; t++)
            {
                abnormal[t] = (truth * intensity[t]) + (0.01 * Gaussian(random)) + (releases.Contains(t) ? 0.01 : 0);
            }

            TensionDesign design = TensionDesign.Create(intensity, 0, [.. Enumerable.Repeat(1.0, count)], new EventWindow(0, 0))!;
            BetaEstimate beta = design.Estimate(abnormal)!, without = design.EstimateClean(beta, [releases])!;
            biased += beta.Slope / worlds;
            clean += without.Slope / worlds;
            double wide = StudentT.Quantile(0.975, without.DegreesOfFreedom) * without.StandardError;
            covered += Math.Abs(without.Slope - truth) <= wide ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"beta {1e4 * biased:0.000}, clean {1e4 * clean:0.000}, truth {1e4 * truth}, coverage {(double)covered / worlds:0.000}");
        biased.ShouldBeGreaterThan(truth + 0.3e-4);
        clean.ShouldBe(truth, 0.05e-4);
        ((double)covered / worlds).ShouldBeInRange(0.92, 0.98);
    }

    [Fact]
    public void Releases_change_no_other_number_of_a_profile_to_the_bit()
    {
        SimulatedWorld world = World();
        JoinedReturns returns = world.Instrument(0);

        IReadOnlyList<SensitivityProfile> without = Measure(world, returns, releases: null), with = Measure(world, returns, [
            .. Enumerable.Range(0, 12).Select(i => new LocatedRelease(140 + (i * 15), ReleaseKind.Fomc)),
            new LocatedRelease(150, ReleaseKind.Cpi), new LocatedRelease(180, ReleaseKind.Cpi),
        ]);

        JsonSerializer.Serialize(with.Select(Others)).ShouldBe(JsonSerializer.Serialize(without.Select(Others)));
        SensitivityProfile[] estimated = [.. without.Where(row => row.BetaBps is not null)];
        estimated.ShouldNotBeEmpty();
        estimated.ShouldAllBe(row => row.BetaCleanBps == row.BetaBps && row.BetaCleanErrorBps == row.BetaErrorBps
            && row.PBetaClean == row.PBeta && row.ReleaseSessions == 0);
        with.Where(row => row.Horizon == "all" && row.BetaBps is not null)
            .ShouldAllBe(row => row.BetaCleanBps != row.BetaBps && row.BetaCleanErrorBps > 0 && row.ReleaseSessions == 14);

        static SensitivityProfile Others(SensitivityProfile row) =>
            row with { BetaCleanBps = null, BetaCleanErrorBps = null, PBetaClean = null, ReleaseSessions = null };
    }

    [Fact]
    public void Profile_says_why_its_clean_beta_is_missing()
    {
        SimulatedWorld world = World();
        JoinedReturns returns = world.Instrument(0);
        LocatedRelease[] twice =
        [
            .. Enumerable.Range(0, 12).Select(i => new LocatedRelease(140 + (i * 15), ReleaseKind.Ecb)),
            .. Enumerable.Range(0, 12).Select(i => new LocatedRelease(140 + (i * 15), ReleaseKind.Cpi)),
        ];

        SensitivityProfile row = Measure(world, returns, twice).Single(one => one is { Horizon: "all", Kind: "all" });

        row.BetaBps.ShouldNotBeNull();
        (row.BetaCleanBps, row.BetaCleanErrorBps, row.PBetaClean, row.ReleaseSessions).ShouldBe((null, null, null, 12));
        row.Reason.ShouldContain("clean_slope_undefined");
    }

    private static SimulatedWorld World() => new(5, new WorldPlan
    {
        Instruments = 1,
        EventDays = 50,
        Spacing = 4,
        BetaDeviation = 2,
        Window = new EventWindow(0, 1),
    });

    private static IReadOnlyList<SensitivityProfile> Measure(
        SimulatedWorld world, JoinedReturns returns, IReadOnlyList<LocatedRelease>? releases)
    {
        var study = new SensitivityStudy(
            new EventStudy(new StudyOptions()), world.EventIndex, world.Sessions, new SensitivityOptions { Windows = [world.Window] });
        study.Add("equity", returns, [[.. world.Days.Select((day, e) => new ObservedEvent(e, day) { Car = 0.01, Scar = 1 })]], releases);
        return study.Complete();
    }

    private static double[][] WithDummies(double[][] rows, int[][] releases) =>
        [.. rows.Select((row, t) => (double[])[.. row, .. releases.Select(of => of.Contains(t + First) ? 1.0 : 0)])];

    private static int[] Releases(int kind) => [.. Enumerable.Range(0, 12).Select(i => 5 + (kind * 3) + (i * 23)), 24 + kind];

    private static (double[] Intensity, double[] Abnormal) Data()
    {
        var random = new Random(5);
        double[] intensity = [.. Enumerable.Range(0, Count).Select(t => t % 7 == 3 ? random.Next(-80, 81) : 0.0)];
        return (intensity, [.. Enumerable.Range(0, Count).Select(_ => 0.02 * (random.NextDouble() - 0.5))]);
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
