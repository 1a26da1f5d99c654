using MathNet.Numerics;

namespace MarketPulse.Core.Numerics;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>Two-sided p of <paramref name="z"/>: the probability of a value at least as far from zero.</summary>
    public static double TwoSided(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2));

    /// <summary>The value that is exceeded with probability 1 - <paramref name="probability"/>.</summary>
    public static double Quantile(double probability) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability);

    /// <summary>Probability of a value up to z.</summary>
    public static double Cumulative(double z) => SpecialFunctions.Erfc(-z / Math.Sqrt(2)) / 2;
}
