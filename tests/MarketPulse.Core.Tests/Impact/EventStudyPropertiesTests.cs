using System.Globalization;
using CsCheck;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Impact.Models;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Tests.Impact;

/// <summary>Properties that hold for any returns.</summary>
public class EventStudyPropertiesTests
{
    private const int Days = 200, Day0 = 180;
    private static readonly EventWindow Window = new(-1, 3);
    private static readonly EventStudy Study = new(new StudyOptions());
    private static readonly Gen<(double[] Own, double[] Market)> Returns =
        Gen.Select(Gen.Double[-0.08, 0.08].Array[Days], Gen.Double[-0.05, 0.05].Array[Days]);

    [Fact]
    public void Scaling_the_returns_scales_the_cumulative_abnormal_return() =>
        Gen.Select(Returns, Gen.Double[0.01, 10]).Sample((returns, scale) =>
        {
            StudyResult plain = Of(returns.Own, returns.Market), scaled = Of(Array.ConvertAll(returns.Own, r => scale * r), returns.Market);
            scaled.Car!.Value.ShouldBe(scale * plain.Car!.Value, 1e-12 * scale);
            scaled.Scar!.Value.ShouldBe(plain.Scar!.Value, 1e-9);
        });

    [Fact]
    public void A_constant_added_to_the_returns_changes_the_intercept_alone() =>
        Gen.Select(Returns, Gen.Double[-1, 1]).Sample((returns, constant) =>
        {
            StudyResult plain = Of(returns.Own, returns.Market);
            StudyResult moved = Of(Array.ConvertAll(returns.Own, r => r + constant), returns.Market);
            moved.Car!.Value.ShouldBe(plain.Car!.Value, 1e-13);
            moved.Beta!.Value.ShouldBe(plain.Beta!.Value, 1e-12);
            (moved.Alpha!.Value - constant).ShouldBe(plain.Alpha!.Value, 1e-14);
        });

    [Fact]
    public void An_instrument_that_is_its_benchmark_has_no_abnormal_return() =>
        Returns.Sample(returns =>
        {
            var series = new ReturnSeries("M", returns.Market, [returns.Market]);
            SingleFactorFit fit = SingleFactorFit.OfPrefix(ExpectedReturnModel.Market, series.Moments, 50, 120);
            fit.Beta.ShouldBe(1, 1e-15);
            fit.Abnormal(series, Day0).ShouldBe(0, 1e-17);
            Study.Evaluate(series, Day0, Window).Reason.ShouldBe(ScoreReason.ZeroVariance);
        });

    [Fact]
    public void Neither_the_order_of_events_nor_parallelism_changes_a_digit() =>
        Gen.Select(Returns, Gen.Int[140, 195].Array[1, 12], Gen.Shuffle(new[] { 0, 1, 2, 3, 4, 5 })).Sample((returns, days, order) =>
        {
            StudySubject[] subjects =
            [
                .. Enumerable.Range(0, 6)
                    .Select(i => Subject($"S{i}", Array.ConvertAll(returns.Own, r => r * (i + 1)), returns.Market, days)),
            ];
            var batch = new StudyBatch(new StudyOptions(), EventWindow.Defaults, excludeOverlaps: true);
            StudyRow[] serial = [.. batch.Run(subjects, degreeOfParallelism: 1)];
            batch.Run(subjects).ShouldBe(serial);
            new StudyBatch(new StudyOptions(), EventWindow.Defaults, excludeOverlaps: true) { RowsAtOnce = 50 }.Run(subjects)
                .ShouldBe(serial, "how many are computed at a time shows nowhere");

            IEnumerable<StudyRow> shuffled =
                batch.Run([.. order.Select(i => subjects[i] with { Events = [.. subjects[i].Events.Reverse()] })]);
            shuffled.OrderBy(Key, StringComparer.Ordinal).ShouldBe(serial.OrderBy(Key, StringComparer.Ordinal));
        }, iter: 30);

    /// <summary>
    /// Twenty years of returns with a mean a million times their deviation, and others whose variance collapses: against two passes over
    /// the bars.
    /// </summary>
    [Theory]
    [InlineData(0.0, 0.01, 1.0)]
    [InlineData(0.0, 0.01, 0.1)]
    [InlineData(0.1, 0.01, 0.02)]
    [InlineData(1e6, 1.0, 1.0)]
    [InlineData(-3e4, 1e-4, 1.0)]
    [InlineData(0.0, 1.0, 1e-6)]
    [InlineData(1e3, 1e-3, 1e-5)]
    public void Running_sums_lose_nothing_to_cancellation(double mean, double deviation, double lateScale)
    {
        const int days = 5040;
        var random = new Random(11);
        double Noise() => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
        double Draw(int i) => mean + (deviation * (i < days / 2 ? 1 : lateScale) * Noise());
        double[] market = [.. Enumerable.Range(0, days).Select(Draw)];
        double[] own = [.. Enumerable.Range(0, days).Select(i => Draw(i) + (0.5 * (market[i] - mean)))];
        var series = new ReturnSeries("S", own, [market]);
        for (int day0 = 200; day0 < days - 10; day0 += 97)
        {
            ClassicalStudy fast = Study.EvaluateClassical(series, day0, Window);
            (decimal car, decimal variance) = Direct(own, market, day0 - 130, 120, day0 + Window.Start, Window.Length);
            double tolerance = 1e-10 * fast.StandardError;
            fast.Car.ShouldBe((double)car, tolerance, $"day {day0}");
            Math.Sqrt(fast.ResidualVariance).ShouldBe(Math.Sqrt((double)variance), 1e-9 * Math.Sqrt((double)variance), $"day {day0}");
        }
    }

    [Theory]
    [InlineData(ExpectedReturnModel.Market)]
    [InlineData(ExpectedReturnModel.MarketAdjusted)]
    [InlineData(ExpectedReturnModel.Mean)]
    [InlineData(ExpectedReturnModel.Factors)]
    public void Many_events_at_once_are_scored_as_one_by_one(ExpectedReturnModel model) =>
        Gen.Select(Returns, Gen.Int[-20, Days + 20].Array[0, 60]).Sample((returns, days) =>
        {
            var study = new EventStudy(new StudyOptions { Model = model });
            var series = new ReturnSeries("S", returns.Own, [returns.Market]);
            var results = new ClassicalResult[days.Length];
            study.EvaluateClassical(series, days, Window, results);
            for (int i = 0; i < days.Length; i++)
            {
                StudyResult one = study.Evaluate(series, days[i], Window);
                bool complete = one.Status == ScoreStatus.Final;
                (results[i].Reason == ScoreReason.None).ShouldBe(complete);
                ClassicalResult many = results[i];
                (many.Alpha, many.Beta, many.ResidualVariance, many.Car, many.Bhar, many.Scar, many.TwoSidedP())
                    .ShouldBe(complete ? (one.Alpha, one.Beta, one.ResidualVariance, one.Car, one.Bhar, one.Scar, one.PValue) : default);
            }
        }, iter: 100);

    /// <summary>
    /// Two passes in 28-digit decimals, about the first bar so that no large number is squared; scaled so that small numbers keep their
    /// digits.
    /// </summary>
    private static (decimal Car, decimal Variance) Direct(double[] own, double[] market, int start, int length, int from, int window)
    {
        decimal Y(int i) => Exact(own[i], own[start]);
        decimal X(int i) => Exact(market[i], market[start]);
        decimal sumX = 0, sumY = 0;
        for (int i = start; i < start + length; i++)
        {
            sumX += X(i);
            sumY += Y(i);
        }

        decimal meanX = sumX / length, meanY = sumY / length, sxx = 0, sxy = 0;
        for (int i = start; i < start + length; i++)
        {
            sxx += (X(i) - meanX) * (X(i) - meanX) * 1e6m;
            sxy += (X(i) - meanX) * (Y(i) - meanY) * 1e6m;
        }

        decimal beta = sxy / sxx, squares = 0, car = 0;
        for (int i = start; i < start + length; i++)
        {
            decimal residual = (Y(i) - meanY - (beta * (X(i) - meanX))) * 1e6m;
            squares += residual * residual;
        }

        for (int i = from; i < from + window; i++)
        {
            car += Y(i) - meanY - (beta * (X(i) - meanX));
        }

        return (car, squares / (length - 2) / 1e12m);

        // Neighbouring doubles of one magnitude subtract without rounding (Sterbenz); the difference has few digits.
        static decimal Exact(double value, double origin) => Digits(value) - Digits(origin);

        static decimal Digits(double value) =>
            decimal.Parse(value.ToString("F25", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static StudyResult Of(double[] own, double[] market) => Study.Evaluate(new ReturnSeries("S", own, [market]), Day0, Window);

    private static StudySubject Subject(string symbol, double[] own, double[] market, int[] days) => new(
        new ReturnSeries(symbol, own, [market]),
        "close",
        [.. Enumerable.Range(0, own.Length)],
        [.. days.Distinct().Select(day => new LocatedEvent(new StudyEvent($"e{day}", null, null), day, $"{day}"))]);

    private static string Key(StudyRow row) => $"{row.EventId} {row.Symbol} {row.Window}";
}
