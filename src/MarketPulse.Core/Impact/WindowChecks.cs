using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact;

/// <summary>Checks the returns inside a window for missing sessions and for moves that look like splits or bad ticks.</summary>
internal static class WindowChecks
{
    private const double SuspiciousDeviations = 8;

    /// <summary>Common split ratios; their inverses are reverse splits.</summary>
    private static ReadOnlySpan<double> Ratios => [2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50, 100, 1.5, 1.25, 4.0 / 3, 5.0 / 3, 2.5];

    public static WindowQuality Quality(ReturnSeries series, int start, int length, double variance)
    {
        bool gap = false;
        for (int i = start; i < start + length; i++)
        {
            if (series.Change == PriceChange.Return && IsJump(series.Returns, i, variance))
            {
                return WindowQuality.Jump;
            }

            gap |= series.IsMultiday(i);
        }

        return gap ? WindowQuality.Gap : WindowQuality.Good;
    }

    /// <summary>A move beyond eight standard deviations that an adjacent bar reverses, or that is within 2% of a split ratio.</summary>
    private static bool IsJump(ReadOnlySpan<double> returns, int index, double variance)
    {
        double move = returns[index];
        if (move * move <= SuspiciousDeviations * SuspiciousDeviations * variance)
        {
            return false;
        }

        return Reverses(returns, index, index + 1) || Reverses(returns, index, index - 1) || IsSplitRatio(1 + move);
    }

    private static bool Reverses(ReadOnlySpan<double> returns, int index, int other) =>
        (uint)other < (uint)returns.Length
        && returns[other] * returns[index] < 0
        && Math.Abs(((1 + returns[index]) * (1 + returns[other])) - 1) < 0.1 * Math.Abs(returns[index]);

    private static bool IsSplitRatio(double growth)
    {
        foreach (double ratio in Ratios)
        {
            if (Math.Abs((growth * ratio) - 1) < 0.02 || Math.Abs((growth / ratio) - 1) < 0.02)
            {
                return true;
            }
        }

        return false;
    }
}
