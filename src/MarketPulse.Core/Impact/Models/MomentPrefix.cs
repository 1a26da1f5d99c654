using System.Runtime.CompilerServices;

namespace MarketPulse.Core.Impact.Models;

/// <summary>
/// Running sums of y, x, xy, x^2 and y^2 in double-double arithmetic with exact products, at every bar: the moments of any stretch of bars
/// cost the same whatever its length, and cancellation between two running sums cannot reach the digits that matter. Values far from zero are
/// taken as distances from an origin, which subtract without rounding.
/// </summary>
internal sealed class MomentPrefix
{
    private readonly Moments[] _before;

    public MomentPrefix(double[] x, double[] y)
    {
        OriginX = Origin(x);
        OriginY = Origin(y);
        _before = new Moments[y.Length + 1];
        Moments sums = default;
        for (int i = 0; i < y.Length; i++)
        {
            sums.Add(x[i] - OriginX, y[i] - OriginY);
            _before[i + 1] = sums;
        }
    }

    /// <summary>What was subtracted from every x: 0, or a value of theirs.</summary>
    public double OriginX { get; }

    /// <summary>What was subtracted from every y: 0, or a value of theirs.</summary>
    public double OriginY { get; }

    /// <summary>Moments, about the origins, of <paramref name="length"/> bars from <paramref name="start"/>.</summary>
    public Moments Between(int start, int length) => Moments.Difference(_before[start + length], _before[start]);

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

/// <summary>Sums of two variables and their products; the high and low halves of each are kept apart and joined on reading.</summary>
internal struct Moments
{
    private double _x, _y, _xx, _xy, _yy;
    private double _xLow, _yLow, _xxLow, _xyLow, _yyLow;

    public readonly DoubleDouble X => new(_x, _xLow);

    public readonly DoubleDouble Y => new(_y, _yLow);

    public readonly DoubleDouble XX => new(_xx, _xxLow);

    public readonly DoubleDouble XY => new(_xy, _xyLow);

    public readonly DoubleDouble YY => new(_yy, _yyLow);

    public static Moments Difference(in Moments a, in Moments b)
    {
        Moments result = default;
        (result._x, result._xLow) = Reduce(a._x, a._xLow, b._x, b._xLow);
        (result._y, result._yLow) = Reduce(a._y, a._yLow, b._y, b._yLow);
        (result._xx, result._xxLow) = Reduce(a._xx, a._xxLow, b._xx, b._xxLow);
        (result._xy, result._xyLow) = Reduce(a._xy, a._xyLow, b._xy, b._xyLow);
        (result._yy, result._yyLow) = Reduce(a._yy, a._yyLow, b._yy, b._yyLow);
        return result;
    }

    public void Add(double x, double y)
    {
        Accumulate(ref _x, ref _xLow, x);
        Accumulate(ref _y, ref _yLow, y);
        AccumulateProduct(ref _xx, ref _xxLow, x, x);
        AccumulateProduct(ref _xy, ref _xyLow, x, y);
        AccumulateProduct(ref _yy, ref _yyLow, y, y);
    }

    private static void Accumulate(ref double high, ref double low, double value)
    {
        DoubleDouble sum = DoubleDouble.Sum(high, value);
        high = sum.High;
        low += sum.Low;
    }

    private static void AccumulateProduct(ref double high, ref double low, double a, double b)
    {
        DoubleDouble product = DoubleDouble.Product(a, b);
        DoubleDouble sum = DoubleDouble.Sum(high, product.High);
        high = sum.High;
        low += sum.Low + product.Low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double High, double Low) Reduce(double high, double low, double otherHigh, double otherLow)
    {
        DoubleDouble difference = DoubleDouble.Sum(high, -otherHigh);
        DoubleDouble joined = DoubleDouble.Sum(difference.High, difference.Low + (low - otherLow));
        return (joined.High, joined.Low);
    }
}
