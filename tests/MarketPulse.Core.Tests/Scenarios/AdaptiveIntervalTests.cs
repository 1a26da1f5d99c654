using System.Globalization;
using MarketPulse.Core.Numerics;
using MarketPulse.Core.Scenarios;

namespace MarketPulse.Core.Tests.Scenarios;

public class AdaptiveIntervalTests
{
    private const int Instruments = 4, Days = 600, Ignored = 100;

    [Fact]
    public void Intervals_stay_as_they_are_until_30_outcomes_are_known()
    {
        AdaptiveInterval state = AdaptiveInterval.Initial;
        for (int i = 1; i < 30; i++)
        {
            state = state.After([new SettledPrediction(3, state.Multiplier)]);
            state.Multiplier.ShouldBe(1);
        }

        state.After([new SettledPrediction(3, 1)]).Multiplier.ShouldBe(3);
    }

    [Fact]
    public void Miss_rate_moves_by_a_hundredth_of_the_error_of_the_day_and_stays_within_its_limits()
    {
        AdaptiveInterval start = AdaptiveInterval.Initial;

        start.After([new(0.5, 1), new(1.5, 1), new(2, 1), new(0.9, 1)]).MissRate.ShouldBe(0.05 + (0.01 * (0.05 - 0.5)), 1e-15);
        start.After([new(1, 1)]).MissRate.ShouldBe(0.0505, 1e-15);
        start.After([]).ShouldBe(start);
        Repeat(new SettledPrediction(2, 1)).MissRate.ShouldBe(0.001);
        Repeat(new SettledPrediction(0, 1)).MissRate.ShouldBe(0.5);

        AdaptiveInterval Repeat(SettledPrediction outcome) =>
            Enumerable.Range(0, 2000).Aggregate(start, (state, _) => state.After([outcome]));
    }

    [Fact]
    public void Multiplier_is_the_quantile_of_the_last_500_scores()
    {
        AdaptiveInterval state = AdaptiveInterval.Initial with { Scores = [.. Enumerable.Repeat(99.0, 100)] };

        state = state.After([.. Enumerable.Range(1, 500).Select(i => new SettledPrediction(i, 500))]);

        state.Scores.Count.ShouldBe(500);
        state.Scores.Max().ShouldBe(500);
        (state with { MissRate = 0.05 }).Multiplier.ShouldBe(476, "501 x 0.95 = 475.95");
        (state with { MissRate = 0.001 }).Multiplier.ShouldBe(500);
        (state with { MissRate = 0.5 }).Multiplier.ShouldBe(251, "501 x 0.5 = 250.5");
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(1)]
    [InlineData(6)]
    public void Adaptive_intervals_cover_94_to_96_of_100_outcomes_in_500_worlds_whose_volatility_doubles(int delay)
    {
        Measured adaptive = default, plain = default;
        double oracle = 0;
        const int Worlds = 500;
        for (int seed = 0; seed < Worlds; seed++)
        {
            (Measured ofAdaptive, Measured ofPlain, double ofOracle) = Run(seed, delay);
            adaptive += ofAdaptive;
            plain += ofPlain;
            oracle += ofOracle;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"adaptive {adaptive.Covered / Worlds:0.0000}, {adaptive.Width / oracle:0.000} of the oracle's width; "
            + $"plain {plain.Covered / Worlds:0.0000}, {plain.Width / oracle:0.000}"));
        (adaptive.Covered / Worlds).ShouldBeInRange(0.94, 0.96);
        (adaptive.Width / oracle).ShouldBeLessThanOrEqualTo(1.15);
        (plain.Covered / Worlds).ShouldNotBeInRange(0.94, 0.96, "otherwise the worlds test nothing");
    }

    /// <summary>
    /// One world: normal returns with a common part, whose standard deviation doubles in the middle. The plain interval is that of the
    /// standard deviation of all outcomes known so far, as a scenario's is of all past sessions.
    /// </summary>
    private static (Measured Adaptive, Measured Plain, double Oracle) Run(int seed, int delay)
    {
        var random = new Random(seed);
        var open = new Queue<SettledPrediction[]>();
        var known = new Queue<double[]>();
        AdaptiveInterval state = AdaptiveInterval.Initial;
        Measured adaptive = default, plain = default;
        double squares = 60, count = 60, oracle = 0;
        for (int day = 0; day < Days; day++)
        {
            if (open.Count == delay)
            {
                state = state.After(open.Dequeue());
                double[] settled = known.Dequeue();
                squares += settled.Sum(value => value * value);
                count += settled.Length;
            }

            double deviation = day < Days / 2 ? 1 : 2, common = Normal(random), multiplier = state.Multiplier;
            double half = Normal975 * Math.Sqrt(squares / count);
            double[] outcomes = new double[Instruments];
            for (int i = 0; i < Instruments; i++)
            {
                outcomes[i] = deviation * ((Math.Sqrt(0.3) * common) + (Math.Sqrt(0.7) * Normal(random)));
            }

            if (day >= Ignored)
            {
                const double Each = 1.0 / (Instruments * (Days - Ignored));
                adaptive += new Measured(
                    Each * outcomes.Count(value => Math.Abs(value) <= multiplier * half), multiplier * half * Instruments * Each);
                plain += new Measured(Each * outcomes.Count(value => Math.Abs(value) <= half), half * Instruments * Each);
                oracle += Normal975 * deviation * Instruments * Each;
            }

            open.Enqueue([.. outcomes.Select(value => new SettledPrediction(Math.Abs(value) / half, multiplier))]);
            known.Enqueue(outcomes);
        }

        return (adaptive, plain, oracle);
    }

    private static readonly double Normal975 = StudentT.Quantile(0.975, 1_000_000);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private readonly record struct Measured(double Covered, double Width)
    {
        public static Measured operator +(Measured one, Measured other) => new(one.Covered + other.Covered, one.Width + other.Width);
    }
}
