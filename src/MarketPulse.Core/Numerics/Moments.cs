using System.Runtime.CompilerServices;

namespace MarketPulse.Core.Numerics;

/// <summary>Sums of two variables and of their products, as doubles.</summary>
internal struct PlainMoments
{
    public double X, Y, XX, XY, YY;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PlainMoments Difference(in PlainMoments a, in PlainMoments b) =>
        new() { X = a.X - b.X, Y = a.Y - b.Y, XX = a.XX - b.XX, XY = a.XY - b.XY, YY = a.YY - b.YY };
}

/// <summary>
/// The same sums in double-double arithmetic with exact products; high and low halves are stored separately and joined when read.
/// </summary>
internal struct Moments
{
    private PlainMoments _high, _low;

    public readonly DoubleDouble X => new(_high.X, _low.X);

    public readonly DoubleDouble Y => new(_high.Y, _low.Y);

    public readonly DoubleDouble XX => new(_high.XX, _low.XX);

    public readonly DoubleDouble XY => new(_high.XY, _low.XY);

    public readonly DoubleDouble YY => new(_high.YY, _low.YY);

    /// <summary>The high halves: the sums rounded to doubles, once <see cref="Normalise()"/> has been called.</summary>
    public readonly PlainMoments High => _high;

    /// <summary>The low halves.</summary>
    public readonly PlainMoments Low => _low;

    public static Moments Difference(in PlainMoments high, in PlainMoments low, in PlainMoments otherHigh, in PlainMoments otherLow)
    {
        Moments result = default;
        (result._high.X, result._low.X) = Reduce(high.X, low.X, otherHigh.X, otherLow.X);
        (result._high.Y, result._low.Y) = Reduce(high.Y, low.Y, otherHigh.Y, otherLow.Y);
        (result._high.XX, result._low.XX) = Reduce(high.XX, low.XX, otherHigh.XX, otherLow.XX);
        (result._high.XY, result._low.XY) = Reduce(high.XY, low.XY, otherHigh.XY, otherLow.XY);
        (result._high.YY, result._low.YY) = Reduce(high.YY, low.YY, otherHigh.YY, otherLow.YY);
        return result;
    }

    /// <summary>The same sums with x in place of y.</summary>
    public readonly Moments OfX() => new() { _high = OfX(_high), _low = OfX(_low) };

    public void Add(double x, double y)
    {
        Accumulate(ref _high.X, ref _low.X, x);
        Accumulate(ref _high.Y, ref _low.Y, y);
        AccumulateProduct(ref _high.XX, ref _low.XX, x, x);
        AccumulateProduct(ref _high.XY, ref _low.XY, x, y);
        AccumulateProduct(ref _high.YY, ref _low.YY, y, y);
    }

    /// <summary>Carries what has accumulated in the low halves over into the high ones, as far as it fits.</summary>
    public void Normalise()
    {
        Normalise(ref _high.X, ref _low.X);
        Normalise(ref _high.Y, ref _low.Y);
        Normalise(ref _high.XX, ref _low.XX);
        Normalise(ref _high.XY, ref _low.XY);
        Normalise(ref _high.YY, ref _low.YY);
    }

    private static PlainMoments OfX(in PlainMoments sums) => new() { X = sums.X, Y = sums.X, XX = sums.XX, XY = sums.XX, YY = sums.XX };

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

    private static void Normalise(ref double high, ref double low)
    {
        DoubleDouble sum = DoubleDouble.Sum(high, low);
        (high, low) = (sum.High, sum.Low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double High, double Low) Reduce(double high, double low, double otherHigh, double otherLow)
    {
        DoubleDouble difference = DoubleDouble.Sum(high, -otherHigh);
        DoubleDouble joined = DoubleDouble.Sum(difference.High, difference.Low + (low - otherLow));
        return (joined.High, joined.Low);
    }
}
