using System.Runtime.CompilerServices;

namespace MarketPulse.Core.Numerics;

/// <summary>
/// Running sums of y, x, xy, x^2 and y^2 in double-double arithmetic with exact products, at every bar: the moments of any stretch of bars
/// cost the same whatever its length, and cancellation between two running sums cannot reach the digits that matter. Values far from zero are
/// taken as distances from an origin, which subtract without rounding. The low halves lie apart: where the high ones alone keep more digits than
/// anyone needs, which is nearly everywhere, the low ones are never fetched.
/// </summary>
internal sealed class MomentPrefix
{
    /// <summary>By how much a running sum of squares may exceed a stretch's own: its high half then keeps twelve digits of the stretch.</summary>
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

    /// <summary>What was subtracted from every x: 0, or a value of theirs.</summary>
    public double OriginX { get; }

    /// <summary>What was subtracted from every y: 0, or a value of theirs.</summary>
    public double OriginY { get; }

    /// <summary>Moments, about the origins, of <paramref name="length"/> bars from <paramref name="start"/>.</summary>
    public Moments Between(int start, int length) => Moments.Difference(_high[start + length], _low[start + length], _high[start], _low[start]);

    /// <summary>The same from the high halves alone, about zero.</summary>
    /// <returns>Whether they keep twelve digits; else take <see cref="Between"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPlain(int start, int length, out PlainMoments moments)
    {
        ref readonly PlainMoments end = ref _high[start + length];
        moments = PlainMoments.Difference(end, _high[start]);
        return end.XX <= MostBefore * moments.XX && end.YY <= MostBefore * moments.YY && OriginX == 0 && OriginY == 0;
    }

    /// <summary>
    /// Touches what <see cref="TryPlain"/> will read for many studies, and their event windows in a column. Loads that do not wait for one another overlap;
    /// the arithmetic of a study keeps its own apart, so over many studies it pays to load first.
    /// </summary>
    /// <param name="positions">A position for each study.</param>
    /// <param name="toStart">From there to the first bar of the stretch; stretches that leave the series are skipped.</param>
    /// <param name="length">Bars of the stretch.</param>
    /// <param name="column">Values of the event windows.</param>
    /// <param name="toWindow">From a position to the first bar of its window.</param>
    /// <returns>A number of no meaning. The method is not inlined, so that the loads behind it are made though nobody asks for it.</returns>
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
                // The first and the last of a record, which may lie in two cache lines.
                sum += before[start].X + before[start].YY + before[end].X + before[end].YY + column[window];
            }
        }

        return sum;
    }

    /// <summary>The first value when all lie within a factor of two of it, so that every difference is exact (Sterbenz 1974); else 0.</summary>
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
