using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Tests.Impact;

/// <summary>
/// How often the tests reject at 5% when there is no event, 20,000 simulated events for each case, and when there is one; seeded.
/// docs/methods.md quotes what they print.
/// </summary>
[Trait("Category", "Long")]
public class SizeAndPowerTests
{
    private const int Events = 20_000, Gap = 10, Longest = 11;

    public enum Noise
    {
        Normal,
        Student,
        Garch,
    }

    [Theory]
    [InlineData(Noise.Normal, 30, 0.044, 0.056)]
    [InlineData(Noise.Normal, 120, 0.044, 0.056)]
    [InlineData(Noise.Normal, 250, 0.044, 0.056)]
    [InlineData(Noise.Student, 30, 0, 0.068)]
    [InlineData(Noise.Student, 120, 0, 0.068)]
    [InlineData(Noise.Student, 250, 0, 0.068)]
    [InlineData(Noise.Garch, 30, 0, 0.08)]
    [InlineData(Noise.Garch, 120, 0, 0.08)]
    [InlineData(Noise.Garch, 250, 0, 0.08)]
    public void Classical_test_of_eleven_bars_keeps_its_size(Noise noise, int length, double least, double most)
    {
        var study = new EventStudy(new StudyOptions { EstimationDays = length, MinObservations = length });
        int rejected =
            Count(noise, length, (series, day0) => study.EvaluateClassical(series, day0, new EventWindow(0, Longest - 1)).PValue < 0.05);

        Measured($"classical, W = {Longest}, L = {length}, {noise}", rejected, Events);
        ((double)rejected / Events).ShouldBeInRange(least, most);
    }

    [Theory]
    [InlineData(Noise.Normal, 1)]
    [InlineData(Noise.Normal, 3)]
    [InlineData(Noise.Normal, 6)]
    [InlineData(Noise.Normal, 11)]
    [InlineData(Noise.Student, 1)]
    [InlineData(Noise.Student, 3)]
    [InlineData(Noise.Student, 6)]
    [InlineData(Noise.Student, 11)]
    [InlineData(Noise.Garch, 1)]
    [InlineData(Noise.Garch, 3)]
    [InlineData(Noise.Garch, 6)]
    [InlineData(Noise.Garch, 11)]
    public void Adjusted_return_score_keeps_its_size(Noise noise, int bars)
    {
        var study = new EventStudy(new StudyOptions());
        int rejected = Count(noise, 120, (series, day0) => study.Evaluate(series, day0, new EventWindow(0, bars - 1)).PAdjusted < 0.05);

        Measured($"adjusted, W = {bars}, L = 120, {noise}", rejected, Events);
        ((double)rejected / Events).ShouldBeInRange(0.038, 0.062);
    }

    /// <summary>
    /// A move is planted on day 0, in standard errors of the window's sum; the detectable move must be seen four times in five.
    /// </summary>
    [Theory]
    [InlineData(Noise.Normal)]
    [InlineData(Noise.Student)]
    [InlineData(Noise.Garch)]
    public void Power_rises_with_the_move_and_reaches_four_fifths_at_the_detectable_one(Noise noise)
    {
        const int events = 5000;
        var study = new EventStudy(new StudyOptions());
        foreach (int bars in (int[])[1, 3, 6])
        {
            var window = new EventWindow(0, bars - 1);
            double last = 0;
            foreach (double size in (double[])[1, 2, 3, 4, 5])
            {
                int classical = 0;
                int adjusted = Count(noise, 120, Moved(size * 0.01 * Math.Sqrt(bars)), events, (series, day0) =>
                {
                    StudyResult result = study.Evaluate(series, day0, window);
                    Interlocked.Add(ref classical, result.PValue < 0.05 ? 1 : 0);
                    return result.PAdjusted < 0.05;
                });
                Measured($"power, move of {size} sd sqrt(W), W = {bars}, {noise}: classical", classical, events);
                Measured($"power, move of {size} sd sqrt(W), W = {bars}, {noise}: adjusted", adjusted, events);
                ((double)adjusted / events).ShouldBeGreaterThan(last);
                last = (double)adjusted / events;
            }

            if (noise == Noise.Normal)
            {
                int seen = Count(noise, 120, static (_, _) => { }, events, (series, day0) =>
                {
                    StudyResult result = study.Evaluate(series, day0, window);
                    return Math.Abs(result.Car!.Value + result.Mde80!.Value) > result.CarHi!.Value - result.Car.Value;
                });
                ((double)seen / events).ShouldBe(0.8, 0.02);
            }
        }
    }

    private static void Measured(string what, int count, int of) =>
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{what}: {100.0 * count / of:0.0}%"));

    private static Action<double[], int> Moved(double move) => (own, day0) => own[day0] += move;

    private static int Count(Noise noise, int length, Func<ReturnSeries, int, bool> rejects) =>
        Count(noise, length, static (_, _) => { }, Events, rejects);

    private static int Count(Noise noise, int length, Action<double[], int> change, int events, Func<ReturnSeries, int, bool> rejects)
    {
        int rejected = 0;
        Parallel.For(0, events, e =>
        {
            var random = new Random((e * 7919) + 17);
            int count = length + Gap + Longest;
            double[] market = Returns(random, Noise.Normal, count), own = Returns(random, noise, count);
            for (int i = 0; i < count; i++)
            {
                own[i] += 1.1 * market[i];
            }

            change(own, length + Gap);
            if (rejects(new ReturnSeries("S", own, [market]), length + Gap))
            {
                Interlocked.Increment(ref rejected);
            }
        });
        return rejected;
    }

    private static double[] Returns(Random random, Noise noise, int count)
    {
        const int burnIn = 200;
        var values = new double[count];
        double variance = 1;
        for (int i = noise == Noise.Garch ? -burnIn : 0; i < count; i++)
        {
            // Student t with 4 degrees of freedom has variance 2; half a chi-square of 4 is minus the log of two uniforms.
            double shock = Normal(random);
            shock = noise == Noise.Normal ? shock : shock / Math.Sqrt(-Math.Log(Uniform(random) * Uniform(random)));
            double value = Math.Sqrt(variance) * shock;
            variance = noise == Noise.Garch ? 0.02 + (0.08 * value * value) + (0.90 * variance) : 1;
            if (i >= 0)
            {
                values[i] = 0.01 * value;
            }
        }

        return values;
    }

    private static double Uniform(Random random) => 1 - random.NextDouble();

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(Uniform(random))) * Math.Cos(2 * Math.PI * random.NextDouble());
}
