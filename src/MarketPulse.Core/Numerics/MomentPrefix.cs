using System.Runtime.CompilerServices;

namespace MarketPulse.Core.Numerics;

/// <summary>
/// Running sums of y, x, xy, x^2 and y^2 at every bar, in double-double arithmetic with exact products. The moments of any range of bars
/// take constant time, and cancellation between two running sums cannot reach the digits that matter. Values far from zero are stored as
/// distances from an origin, which can be subtracted without rounding. The low halves are stored separately: nearly always the high halves
/// alone keep more digits than anyone needs, and the low halves are never fetched.
/// </summary>
internal sealed class MomentPrefix
{
    /// <summary>
    /// By how much a running sum of squares may exceed that of a range for its high half to keep twelve digits of the range.
    /// </summary>
    private const double MostBefore = 1e4;

    private readonly PlainMoments[] _high;
    private readonly PlainMoments[] _low;

    public MomentPrefix(double[] x, double[] y)
    {
        OriginX = Origin(x);
        OriginY = Origin(y);
        _high = new PlainMoments[y.Length + 1];
        _low = new PlainMoments[y.Length + 1];
        Moments sums = default;
        for (int i = 0; i < y.Length; i++)
        {
            sums.Add(x[i] - OriginX, y[i] - OriginY);
            sums.Normalise();
            _high[i + 1] = sums.High;
            _low[i + 1] = sums.Low;
        }
    }

    /// <summary>What was subtracted from every x: 0, or the first x.</summary>
    public double OriginX { get; }

    /// <summary>What was subtracted from every y: 0, or the first y.</summary>
    public double OriginY { get; }

    /// <summary>Moments, about the origins, of <paramref name="length"/> bars from <paramref name="start"/>.</summary>
    public Moments Between(int start, int length) =>
        Moments.Difference(_high[start + length], _low[start + length], _high[start], _low[start]);

    /// <summary>The same moments about zero, from the high halves alone.</summary>
    /// <returns>True when they keep twelve digits; otherwise use <see cref="Between"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPlain(int start, int length, out PlainMoments moments)
    {
        ref readonly PlainMoments end = ref _high[start + length];
        moments = PlainMoments.Difference(end, _high[start]);
        return end.XX <= MostBefore * moments.XX && end.YY <= MostBefore * moments.YY && OriginX == 0 && OriginY == 0;
    }

    /// <summary>
    /// Touches the memory that <see cref="TryPlain"/> will read for many studies, and their event windows in a column. Independent loads
    /// overlap, but the arithmetic of a study keeps its own loads apart, so over many studies it pays to load first.
    /// </summary>
    /// <param name="positions">Position of day 0 of each study.</param>
    /// <param name="toStart">Offset from a position to the first bar of its range; ranges that leave the series are skipped.</param>
    /// <param name="length">Number of bars in a range.</param>
    /// <param name="column">The returns that the event windows are read from.</param>
    /// <param name="toWindow">Offset from a position to the first bar of its event window.</param>
    /// <returns>A meaningless number. The method is not inlined, so the loads happen even though the result is ignored.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public double Touch(ReadOnlySpan<int> positions, int toStart, int length, ReadOnlySpan<double> column, int toWindow)
    {
        PlainMoments[] before = _high;
        double sum = 0;
        foreach (int position in positions)
        {
            int start = position + toStart, end = start + length, window = position + toWindow;
            if ((uint)start < (uint)before.Length && (uint)end < (uint)before.Length && (uint)window < (uint)column.Length)
            {
                // The first and the last field of a record, which may span two cache lines.
                sum += before[start].X + before[start].YY + before[end].X + before[end].YY + column[window];
            }
        }

        return sum;
    }

    /// <summary>
    /// The first value when all are within a factor of two of it, so that every difference is exact (Sterbenz 1974); otherwise 0.
    /// </summary>
    private static double Origin(double[] values)
    {
        if (values.Length == 0 || values[0] == 0)
        {
            return 0;
        }

        double origin = values[0];
        foreach (double value in values)
        {
            double ratio = value / origin;
            if (!(ratio is >= 0.5 and <= 2))
            {
                return 0;
            }
        }

        return origin;
    }
}
