using System.Numerics.Tensors;
using MarketPulse.Core.Impact.Models;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact;

/// <summary>
/// The classical results of one study (MacKinlay 1997; Campbell, Lo and MacKinlay 1997, 4.4): section 1 of docs/methods.md.
/// </summary>
internal readonly record struct ClassicalStudy()
{
    /// <summary>No usable fit: every number is NaN.</summary>
    public static readonly ClassicalStudy Missing = new();

    public double Alpha { get; init; } = double.NaN;

    public double Beta { get; init; } = double.NaN;

    public double ResidualVariance { get; init; } = double.NaN;

    public double Car { get; init; } = double.NaN;

    public double Bhar { get; init; } = double.NaN;

    public double RawReturn { get; init; } = double.NaN;

    public double Scar { get; init; } = double.NaN;

    public double StandardError { get; init; } = double.NaN;

    /// <summary>As <see cref="IModelFit.ParameterVariance"/>.</summary>
    public double ParameterVariance { get; init; } = double.NaN;

    public int DegreesOfFreedom { get; init; }

    /// <summary>Two-sided p of the SCAR.</summary>
    public double PValue => StudentT.TwoSided(Scar, DegreesOfFreedom);

    public static ClassicalStudy Compute<TFit>(in TFit fit, ReturnSeries series, int start, int length)
        where TFit : struct, IModelFit
    {
        WindowSums sums = fit.Over(series, start, length);
        bool compounds = series.Change == PriceChange.Return;
        double bhar = compounds ? sums.Held - sums.Expected : sums.Car;
        double raw = compounds ? sums.Held - 1 : TensorPrimitives.Sum(series.Returns.Slice(start, length));
        int degrees = fit.Observations - fit.Parameters;
        double variance = fit.ResidualSumOfSquares / degrees;
        double error = Math.Sqrt(variance * (length + sums.ParameterVariance));
        return new ClassicalStudy
        {
            Alpha = fit.Alpha,
            Beta = fit.Beta,
            ResidualVariance = variance,
            Car = sums.Car,
            Bhar = bhar,
            RawReturn = raw,
            Scar = sums.Car / error,
            StandardError = error,
            ParameterVariance = sums.ParameterVariance,
            DegreesOfFreedom = degrees,
        };
    }
}

/// <summary>Combines the changes of several bars: returns compound, differences add up.</summary>
internal static class Compounding
{
    public static double Over(PriceChange change, ReadOnlySpan<double> changes)
    {
        double held = 1, sum = 0;
        foreach (double value in changes)
        {
            held *= 1 + value;
            sum += value;
        }

        return change == PriceChange.Return ? held - 1 : sum;
    }
}
