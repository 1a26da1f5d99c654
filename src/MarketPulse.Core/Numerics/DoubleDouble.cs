using System.Runtime.CompilerServices;

namespace MarketPulse.Core.Numerics;

/// <summary>
/// A number as an unevaluated sum of two doubles, about 32 digits (Dekker 1971; Knuth 1969, 4.2.2), so that sums over twenty years of
/// returns can be subtracted without losing precision.
/// </summary>
internal readonly struct DoubleDouble(double high, double low)
{
    public readonly double High = high;
    public readonly double Low = low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Sum(double a, double b)
    {
        double s = a + b;
        double t = s - a;
        return new(s, (a - (s - t)) + (b - t));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Product(double a, double b)
    {
        double p = a * b;
        return new(p, Math.FusedMultiplyAdd(a, b, -p));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble s = Sum(a.High, b.High);
        return Renormalised(s.High, s.Low + (a.Low + b.Low));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + new DoubleDouble(-b.High, -b.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble p = Product(a.High, b.High);
        return Renormalised(p.High, p.Low + ((a.High * b.Low) + (a.Low * b.High)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble a, double b)
    {
        DoubleDouble p = Product(a.High, b);
        return Renormalised(p.High, Math.FusedMultiplyAdd(a.Low, b, p.Low));
    }

    /// <summary>Divides by a number whose reciprocal is given, so that one division serves many quotients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DoubleDouble Over(double divisor, double reciprocal)
    {
        double q = High * reciprocal;
        double rest = Math.FusedMultiplyAdd(-q, divisor, High) + Low;
        return Renormalised(q, rest * reciprocal);
    }

    public double ToDouble() => High + Low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DoubleDouble Renormalised(double high, double low)
    {
        double s = high + low;
        return new(s, low - (s - high));
    }
}
