namespace MarketPulse.Core.Impact.Models;

/// <summary>
/// Running sums of y, x, xy, x^2 and y^2 in double-double arithmetic with exact products, kept at every eighth bar: the moments of any stretch of
/// bars cost the same whatever its length, and cancellation between two running sums cannot reach the digits that matter.
/// </summary>
internal sealed class MomentPrefix
{
    private const int Step = 8;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly Moments[] _running;

    public MomentPrefix(double[] x, double[] y)
    {
        _x = x;
        _y = y;
        _running = new Moments[(y.Length / Step) + 1];
        Moments sums = default;
        for (int i = 0; i < y.Length; i++)
        {
            if (i % Step == 0)
            {
                _running[i / Step] = sums;
            }

            sums.Add(x[i], y[i]);
        }

        if (y.Length % Step == 0)
        {
            _running[^1] = sums;
        }
    }

    /// <summary>Moments of <paramref name="length"/> bars from <paramref name="start"/>.</summary>
    public Moments Between(int start, int length)
    {
        Moments moments = Before(start + length);
        moments.Subtract(Before(start));
        return moments;
    }

    private Moments Before(int end)
    {
        Moments sums = _running[end / Step];
        for (int i = end & ~(Step - 1); i < end; i++)
        {
            sums.Add(_x[i], _y[i]);
        }

        return sums;
    }
}

/// <summary>Sums of two variables and their products; the high and low halves of each are kept apart and joined on reading.</summary>
internal struct Moments
{
    private double _x, _y, _xx, _xy, _yy;
    private double _xLow, _yLow, _xxLow, _xyLow, _yyLow;

    public readonly DoubleDouble X => DoubleDouble.Sum(_x, _xLow);

    public readonly DoubleDouble Y => DoubleDouble.Sum(_y, _yLow);

    public readonly DoubleDouble XX => DoubleDouble.Sum(_xx, _xxLow);

    public readonly DoubleDouble XY => DoubleDouble.Sum(_xy, _xyLow);

    public readonly DoubleDouble YY => DoubleDouble.Sum(_yy, _yyLow);

    public void Add(double x, double y)
    {
        Accumulate(ref _x, ref _xLow, x);
        Accumulate(ref _y, ref _yLow, y);
        AccumulateProduct(ref _xx, ref _xxLow, x, x);
        AccumulateProduct(ref _xy, ref _xyLow, x, y);
        AccumulateProduct(ref _yy, ref _yyLow, y, y);
    }

    public void Subtract(in Moments other)
    {
        Reduce(ref _x, ref _xLow, other._x, other._xLow);
        Reduce(ref _y, ref _yLow, other._y, other._yLow);
        Reduce(ref _xx, ref _xxLow, other._xx, other._xxLow);
        Reduce(ref _xy, ref _xyLow, other._xy, other._xyLow);
        Reduce(ref _yy, ref _yyLow, other._yy, other._yyLow);
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

    private static void Reduce(ref double high, ref double low, double otherHigh, double otherLow)
    {
        DoubleDouble difference = DoubleDouble.Sum(high, -otherHigh);
        high = difference.High;
        low = difference.Low + (low - otherLow);
    }
}
