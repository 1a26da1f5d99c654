using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MathNet.Numerics.LinearAlgebra;

namespace MarketPulse.Core.Tests.Sensitivity;

public class LocalProjectionsTests
{
    [Fact]
    public void Every_step_matches_a_direct_regression_with_a_quadratic_form_for_its_error()
    {
        World world = World.Simulate(new Random(5), sessions: 400, effect: 0.0002);
        IReadOnlyList<TensionResponse> rows = LocalProjections.Estimate("S", world.Returns, world.Impulses);
        foreach (int h in (int[])[0, 4, 20])
        {
            (double[] slopes, double[] errors) = Direct(world, h);
            for (int i = 0; i < 2; i++)
            {
                TensionResponse row = rows.Single(step => step.Day == h && step.Impulse == world.Impulses[i].Impulse);
                row.ResponseBps.ShouldBe(1e4 * slopes[i], 1e-8);
                row.Sessions.ShouldBe(400 - 5 - h);
                double wide = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, row.Sessions - 13, 0.975);
                (row.ResponseHiBps - row.ResponseBps).ShouldBe(1e4 * wide * errors[i], 1e-6);
            }
        }
    }

    /// <summary>
    /// A vector autoregression: escalation follows itself with 0.5, the return follows the day's escalation with 2 bp, that of the day
    /// before with 3 bp, and itself with 0.3. The response is what a point more of escalation does to the sum of returns.
    /// </summary>
    [Fact]
    public void The_response_of_a_simulated_vector_autoregression_is_found()
    {
        const double Persistence = 0.5, Momentum = 0.3, Now = 2e-4, Later = 3e-4;
        double[] known = new double[21];
        double impulse = 1, before = 0, last = 0, sum = 0;
        for (int h = 0; h <= 20; h++)
        {
            last = (Momentum * last) + (Now * impulse) + (Later * before);
            known[h] = 1e4 * (sum += last);
            (before, impulse) = (impulse, impulse * Persistence);
        }

        var random = new Random(9);
        var normal = new MathNet.Numerics.Distributions.Normal(0, 1, random);
        const int Sessions = 200_000;
        double[] escalation = new double[Sessions], easing = new double[Sessions], returns = new double[Sessions];
        for (int t = 1; t < Sessions; t++)
        {
            escalation[t] = (Persistence * escalation[t - 1]) + (10 * normal.Sample());
            easing[t] = 10 * normal.Sample();
            returns[t] = (Momentum * returns[t - 1]) + (Now * escalation[t]) + (Later * escalation[t - 1]) + (0.005 * normal.Sample());
        }

        IReadOnlyList<TensionResponse> rows = LocalProjections.Estimate("S", returns, Impulses(escalation, easing));
        foreach (TensionResponse row in rows)
        {
            double truth = row.Impulse == TensionImpulse.Escalation ? known[row.Day] : 0;
            double error = (row.ResponseHiBps - row.ResponseLoBps) / (2 * 1.96);
            row.ResponseBps.ShouldBe(truth, 4 * error, $"{row.Impulse} {row.Day}");
            error.ShouldBeLessThan(0.2);
        }

        known[20].ShouldBe(14.3, 0.1);
    }

    /// <summary>Rare impulses, an event on about every twentieth session, and fat-tailed returns without any response.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [InlineData(2500, 0.06)]
    [InlineData(1000, 0.065)]
    public void Size_at_five_percent_is_four_to_six_percent(int sessions, double most)
    {
        const int Draws = 2_000;
        var random = new Random(31);
        var rejected = new int[LocalProjections.LastDay + 1];
        int tests = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            World world = World.Simulate(random, sessions, effect: 0);
            foreach (TensionResponse row in LocalProjections.Estimate("S", world.Returns, world.Impulses, [0, 5, 20]))
            {
                rejected[row.Day] += row.P < 0.05 ? 1 : 0;
                tests += row.Day == 0 ? 1 : 0;
            }
        }

        foreach (int day in (int[])[0, 5, 20])
        {
            double share = (double)rejected[day] / tests;
            TestContext.Current.TestOutputHelper!.WriteLine($"{sessions} sessions, day {day}: {100 * share:0.0}%");
            share.ShouldBeInRange(0.04, most);
        }
    }

    [Fact]
    public void An_impulse_on_too_few_days_has_no_response_and_does_not_hinder_the_other()
    {
        World world = World.Simulate(new Random(5), sessions: 400, effect: 0);
        double[] rare = new double[400];
        rare[200] = 50;
        LocalProjections.Estimate("S", world.Returns, Impulses(world.Impulses[0].Values, rare)).Select(row => row.Impulse).Distinct()
            .ShouldBe([TensionImpulse.Escalation]);
        LocalProjections.Estimate("S", world.Returns, Impulses(rare, rare)).ShouldBeEmpty();
        LocalProjections.Estimate("S", world.Returns.AsSpan(0, 100), Impulses(rare[..100], rare[..100])).ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => LocalProjections.Estimate("S", world.Returns, Impulses(rare[..100], rare)));
    }

    [Fact]
    public void Two_impulses_that_always_come_together_cannot_be_told_apart()
    {
        World world = World.Simulate(new Random(5), sessions: 400, effect: 0);
        LocalProjections.Estimate("S", world.Returns, Impulses(world.Impulses[0].Values, world.Impulses[0].Values)).ShouldBeEmpty();
    }

    [Fact]
    public void Sums_count_the_strongest_event_of_a_story_and_session_and_begin_with_the_first_event()
    {
        DateOnly monday = new(2025, 6, 2);
        JoinedReturns returns = JoinedReturns.Join(
            new PriceHistory
            {
                Symbol = "S",
                Bars = [.. Enumerable.Range(0, 5).Select(i => PriceBar.OfClose(monday.AddDays(i), 100 + i))],
            },
            benchmark: null);
        TradeEvent[] events =
        [
            Event("a", Stance.Escalation, 40, "one"), Event("b", Stance.Escalation, 60, "one"), Event("c", Stance.Escalation, 30, "two"),
            Event("d", Stance.Deescalation, 20, "three"), Event("e", Stance.Mixed, 90, "four"), Event("f", Stance.Escalation, 99, "five"),
        ];
        ImpactScore[] scores =
        [
            Score("a", 2), Score("b", 2), Score("c", 2), Score("d", 3), Score("e", 2),
            Score("f", 3) with { DayZeroCertainty = "date_only" },
        ];
        IReadOnlyList<DailyImpulses> impulses = DailyImpulses.OfEvents(returns, new EventIndex(events), scores);

        // The first return is Tuesday's.
        impulses[0].Values.ShouldBe([double.NaN, 90, 0, 0]);
        impulses[1].Values.ShouldBe([double.NaN, 0, 20, 0]);
        DailyImpulses.OfIndex(
            returns, [new TensionDay { Scope = "all", Value = "all", Date = monday.AddDays(2), Gross = 130 }])
            .Values.ShouldBe([double.NaN, 130, double.NaN, double.NaN]);

        TradeEvent Event(string id, Stance stance, double intensity, string story) => new()
        {
            EventId = id,
            EventTimeUtc = new DateTimeOffset(2025, 6, 3, 12, 0, 0, TimeSpan.Zero),
            Stance = stance,
            Intensity = intensity,
            Story = story,
        };

        ImpactScore Score(string id, int day) => new()
        {
            EventId = id,
            EventTimeUtc = new DateTimeOffset(2025, 6, 3, 12, 0, 0, TimeSpan.Zero),
            Symbol = "S",
            WindowKey = "p0_p0",
            Day0 = monday.AddDays(day),
        };
    }

    /// <summary>MathNet's least squares, and the error from the full matrix of weights between sessions.</summary>
    private static (double[] Slopes, double[] Errors) Direct(World world, int h)
    {
        int n = world.Returns.Length - 5 - h;
        Matrix<double> x = Matrix<double>.Build.Dense(n, 13);
        for (int row = 0; row < n; row++)
        {
            x[row, 0] = 1;
            for (int lag = 0; lag <= 5; lag++)
            {
                x[row, 1 + (2 * lag)] = world.Impulses[0].Values[row + 5 - lag];
                x[row, 2 + (2 * lag)] = world.Impulses[1].Values[row + 5 - lag];
            }
        }

        Vector<double> y = Vector<double>.Build.Dense(n, row => world.Returns.AsSpan(row + 5, h + 1).ToArray().Sum());
        Vector<double> b = x.QR().Solve(y), u = y - (x * b);
        Matrix<double> bread = (x.Transpose() * x).Cholesky().Solve(Matrix<double>.Build.DenseIdentity(13));
        Vector<double> leverage = (x * bread * x.Transpose()).Diagonal();
        Vector<double> v = u.PointwiseDivide(1 - leverage);
        Matrix<double> kernel = Matrix<double>.Build.Dense(n, n, (i, j) => Math.Max(0, 1 - (Math.Abs(i - j) / (h + 2.0))));
        Matrix<double> weighted = Matrix<double>.Build.DenseOfDiagonalVector(v) * x;
        Matrix<double> variance = bread * weighted.Transpose() * kernel * weighted * bread;
        return ([b[1], b[2]], [Math.Sqrt(variance[1, 1]), Math.Sqrt(variance[2, 2])]);
    }

    private static DailyImpulses[] Impulses(double[] escalation, double[] easing) =>
        [new DailyImpulses(TensionImpulse.Escalation, escalation), new DailyImpulses(TensionImpulse.Easing, easing)];

    private sealed record World(double[] Returns, DailyImpulses[] Impulses)
    {
        public static World Simulate(Random random, int sessions, double effect)
        {
            var student = new MathNet.Numerics.Distributions.StudentT(0, 0.01, 5, random);
            double[] escalation = Draw(), easing = Draw();
            double[] returns = [.. escalation.Select((points, t) => student.Sample() - (effect * points) + (effect * easing[t] / 2))];
            return new World(returns, LocalProjectionsTests.Impulses(escalation, easing));

            double[] Draw() =>
                [.. Enumerable.Range(0, sessions).Select(_ => random.NextDouble() < 0.05 ? 20 + (80 * random.NextDouble()) : 0)];
        }
    }
}
