using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

/// <summary>Simulated markets in which the truth is known.</summary>
[Trait("Category", "Long")]
public class PlantedTruthTests
{
    private const int Worlds = 500;

    [Fact]
    public void Betas_of_forty_instruments_come_out_in_the_order_that_was_planted()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            var world = new SimulatedWorld(seed, new WorldPlan
            {
                Instruments = 40,
                EventDays = 100,
                Spacing = 5,
                BetaDeviation = 2,
                Window = new EventWindow(0, 0),
            });

            SensitivityProfile[] rows = AllTime(world.Measure(means: true), "all");

            Spearman([.. rows.Select(row => row.BetaBps!.Value)], world.Betas).ShouldBeGreaterThanOrEqualTo(0.95, $"seed {seed}");
            Spearman([.. rows.Select(row => row.ShrunkBps!.Value)], world.Betas).ShouldBeGreaterThanOrEqualTo(0.95, $"seed {seed}");
        }
    }

    [Fact]
    public void Overlapping_windows_bias_neither_the_slope_nor_its_interval()
    {
        double estimated = 0, truth = 0;
        int covered = 0, all = 0;
        for (int seed = 0; seed < Worlds; seed++)
        {
            var world = new SimulatedWorld(seed, new WorldPlan
            {
                Instruments = 10,
                EventDays = 100,
                Spacing = 3,
                Persistence = 0.6,
                BetaDeviation = 2,
                Window = new EventWindow(0, 5),
            });
            SensitivityProfile[] rows = AllTime(world.Measure(), "all");
            for (int i = 0; i < rows.Length; i++)
            {
                estimated += rows[i].BetaBps!.Value * world.Betas[i];
                truth += world.Betas[i] * world.Betas[i];
                covered += rows[i].BetaLoBps <= world.Betas[i] && world.Betas[i] <= rows[i].BetaHiBps ? 1 : 0;
                all++;
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"slope ratio {estimated / truth:0.000}, coverage {(double)covered / all:0.0000} of {all}");
        (estimated / truth).ShouldBe(1, 0.05);
        ((double)covered / all).ShouldBeInRange(0.93, 0.97);
    }

    [Fact]
    public void Finer_events_of_one_story_do_not_count_twice()
    {
        var world = new SimulatedWorld(7, new WorldPlan
        {
            Instruments = 10,
            EventDays = 100,
            Spacing = 3,
            BetaDeviation = 2,
            Window = new EventWindow(0, 5),
        });
        JoinedReturns[] instruments = [.. Enumerable.Range(0, 10).Select(world.Instrument)];
        TradeEvent[] planted = [.. world.EventIndex.Events.Select(e => e with { Story = "CN-US|general" })];

        double?[] betas = Betas(planted);

        // The same day's statement and reaction, of the same direction, weaker than the act.
        Betas([.. planted, .. Finer("CN-US|general")]).ShouldBe(betas);

        // Counted as stories of their own, they would make every point of intensity look weaker.
        double ratio = Betas([.. planted, .. Finer("US|other")]).Zip(betas).Sum(pair => pair.First!.Value * pair.Second!.Value)
            / betas.Sum(beta => beta!.Value * beta.Value);
        ratio.ShouldBeInRange(0.3, 0.7);

        double?[] Betas(IEnumerable<TradeEvent> events) =>
            [.. AllTime(world.Measure(events, instruments), "all").Select(row => row.BetaBps)];

        IEnumerable<TradeEvent> Finer(string story) => planted.SelectMany(e => new[] { 0.9, 0.4 }, (e, share) => e with
        {
            EventId = $"{e.EventId}-{(share == 0.9 ? 1 : 2)}",
            Intensity = share * e.Intensity,
            Story = share == 0.9 ? story : "CN-US|general",
        });
    }

    [Fact]
    public void Where_nothing_works_hardly_a_world_shows_a_small_q()
    {
        int withDiscovery = 0;
        for (int seed = 0; seed < Worlds; seed++)
        {
            var world = new SimulatedWorld(seed, new WorldPlan
            {
                Instruments = 40,
                EventDays = 100,
                Spacing = 5,
                BetaDeviation = 0,
                Window = new EventWindow(0, 0),
            });
            withDiscovery += AllTime(world.Measure(), "all").Any(row => row.QBeta < 0.05) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"worlds with q < 0.05: {withDiscovery} of {Worlds}");
        ((double)withDiscovery / Worlds).ShouldBeLessThanOrEqualTo(0.08);
    }

    [Fact]
    public void Placebo_p_is_uniform_where_nothing_works()
    {
        var values = new List<double>();
        for (int seed = 0; seed < Worlds; seed++)
        {
            var world = new SimulatedWorld(seed, new WorldPlan
            {
                Instruments = 1,
                EventDays = 100,
                Spacing = 5,
                BetaDeviation = 0,
                Window = new EventWindow(0, 0),
            });
            values.Add(AllTime(world.Measure(placebo: true), "all").Single().PPlacebo!.Value);
        }

        values.Sort();
        double distance = values.Select((p, i) => Math.Max(Math.Abs(p - ((double)i / Worlds)), Math.Abs(p - ((i + 1.0) / Worlds)))).Max();
        TestContext.Current.TestOutputHelper!.WriteLine($"D = {distance:0.0000}, p <= 0.05 in {values.Count(p => p <= 0.05)}");
        distance.ShouldBeLessThan(1.63 / Math.Sqrt(Worlds), "critical distance of Kolmogorov and Smirnov at 1%");
    }

    private static SensitivityProfile[] AllTime(IReadOnlyList<SensitivityProfile> rows, string kind) =>
        [.. rows.Where(row => row.Horizon == "all" && row.Kind == kind).OrderBy(row => row.Symbol, StringComparer.Ordinal)];

    private static double Spearman(double[] a, double[] b) => MathNet.Numerics.Statistics.Correlation.Spearman(a, b);
}
