using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact.Significance;

/// <summary>Tests of an effect across events or instruments that make no assumption about the distribution of returns.</summary>
public static class RankTests
{
    private const int MostForExactWilcoxon = 50;

    /// <summary>
    /// Rank test of Corrado (1989) in the form of Corrado and Zivney (1992): K = rank / (T + 1) - 1/2 over estimation and event window
    /// together, ties by average rank; daily means over the events, weighted by the root of their number where estimation windows differ in
    /// length.
    /// </summary>
    /// <returns>One z per day of the window and, for the window as a whole, the sum of the daily means over sqrt(W) S.</returns>
    public static (IReadOnlyList<SignificanceTest?> Days, SignificanceTest? Window) Corrado(IReadOnlyList<EventObservation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        if (observations.Count == 0)
        {
            return ([], null);
        }

        int w = observations[0].WindowAbnormal.Length;
        int longest = observations.Max(observation => observation.EstimationAbnormal.Length) + w;
        var sums = new double[longest];
        var counts = new int[longest];
        var joined = new double[longest];
        var ranks = new double[longest];
        foreach (EventObservation observation in observations)
        {
            int length = observation.EstimationAbnormal.Length + w;
            observation.EstimationAbnormal.CopyTo(joined, 0);
            observation.WindowAbnormal.CopyTo(joined, length - w);
            Ranks.Compute(joined.AsSpan(0, length), ranks);
            double scale = 1.0 / (length + 1);
            for (int i = 0, day = longest - length; i < length; i++, day++)
            {
                sums[day] += (ranks[i] * scale) - 0.5;
                counts[day]++;
            }
        }

        double squares = 0, total = 0;
        for (int day = 0; day < longest; day++)
        {
            squares += sums[day] * sums[day] / Math.Max(1, counts[day]);
        }

        double deviation = Math.Sqrt(squares / longest);
        var days = new SignificanceTest?[w];
        for (int i = 0; i < w; i++)
        {
            double weighted = sums[longest - w + i] / Math.Sqrt(observations.Count);
            total += weighted;
            days[i] = SignificanceTest.OfNormal(weighted / deviation);
        }

        return (days, SignificanceTest.OfNormal(total / (Math.Sqrt(w) * deviation)));
    }

    /// <summary>
    /// Generalised sign test (Cowan 1992): compares the number of positive values with the share of positive abnormal returns in the
    /// estimation windows.
    /// </summary>
    /// <param name="values">CARs, or abnormal returns of one day.</param>
    /// <param name="positiveShare">
    /// Mean over events of the estimation window's share of positive abnormal returns (<see cref="PositiveShare"/>).
    /// </param>
    public static SignificanceTest? GeneralisedSign(ReadOnlySpan<double> values, double positiveShare)
    {
        int positive = 0;
        foreach (double value in values)
        {
            positive += value > 0 ? 1 : 0;
        }

        double n = values.Length;
        return SignificanceTest.OfNormal((positive - (n * positiveShare)) / Math.Sqrt(n * positiveShare * (1 - positiveShare)));
    }

    /// <summary>Mean over events of the share of positive abnormal returns in the estimation window.</summary>
    public static double PositiveShare(IReadOnlyList<EventObservation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        double sum = 0;
        foreach (EventObservation observation in observations)
        {
            int positive = 0;
            foreach (double value in observation.EstimationAbnormal)
            {
                positive += value > 0 ? 1 : 0;
            }

            sum += (double)positive / observation.EstimationAbnormal.Length;
        }

        return sum / observations.Count;
    }

    /// <summary>
    /// Signed-rank test (Wilcoxon 1945): zeros are dropped, ties get their average rank. The statistic is standardized; p is exact for up
    /// to 50 values without ties, otherwise normal with the variance corrected for ties.
    /// </summary>
    /// <param name="values">CARs.</param>
    public static SignificanceTest? Wilcoxon(ReadOnlySpan<double> values)
    {
        double[] sizes = [.. values.ToArray().Where(value => value != 0).Select(Math.Abs)];
        double[] signed = [.. values.ToArray().Where(value => value != 0)];
        int n = sizes.Length;
        if (n == 0)
        {
            return null;
        }

        var ranks = new double[n];
        Ranks.Compute(sizes, ranks);
        double positive = 0, variance = 0;
        bool tied = false;
        for (int i = 0; i < n; i++)
        {
            positive += signed[i] > 0 ? ranks[i] : 0;
            variance += ranks[i] * ranks[i] / 4;
        }

        double[] ordered = [.. ranks.Order()];
        for (int i = 1; i < n && !tied; i++)
        {
            tied = ordered[i] == ordered[i - 1];
        }

        double z = (positive - (n * (n + 1) / 4.0)) / Math.Sqrt(variance);
        return n <= MostForExactWilcoxon && !tied
            ? new SignificanceTest(z, ExactWilcoxon(n, (int)positive))
            : SignificanceTest.OfNormal(z);
    }

    /// <summary>Two-sided p from the number of ways to reach each rank sum.</summary>
    private static double ExactWilcoxon(int n, int rankSum)
    {
        int most = n * (n + 1) / 2;
        var ways = new double[most + 1];
        ways[0] = 1;
        for (int rank = 1; rank <= n; rank++)
        {
            for (int sum = most; sum >= rank; sum--)
            {
                ways[sum] += ways[sum - rank];
            }
        }

        int smaller = Math.Min(rankSum, most - rankSum);
        double tail = ways.AsSpan(0, smaller + 1).ToArray().Sum();
        return Math.Min(1, 2 * tail / Math.Pow(2, n));
    }
}
