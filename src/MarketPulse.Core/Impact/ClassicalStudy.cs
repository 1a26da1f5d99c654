using MarketPulse.Core.Impact.Models;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact;

/// <summary>The classical numbers of one study (MacKinlay 1997; Campbell, Lo and MacKinlay 1997, 4.4): section 1 of docs/methods.md.</summary>
internal readonly record struct ClassicalStudy(
    double Alpha, double Beta, double ResidualVariance, double Car, double Bhar, double RawReturn, double Scar, double StandardError,
    double ParameterVariance, int DegreesOfFreedom)
{
    /// <summary>No usable fit.</summary>
    public static readonly ClassicalStudy Missing = new(
        double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, 0);

    public static ClassicalStudy Of<TFit>(in TFit fit, ReturnSeries series, int start, int length)
        where TFit : struct, IModelFit
    {
        double car = 0, bhar, raw;
        ReadOnlySpan<double> returns = series.Returns.Slice(start, length);
        if (series.Change == PriceChange.Return)
        {
            double held = 1, expected = 1;
            for (int i = 0; i < returns.Length; i++)
            {
                car += fit.Abnormal(series, start + i);
                held *= 1 + returns[i];
                expected *= 1 + fit.Expected(series, start + i);
            }

            bhar = held - expected;
            raw = held - 1;
        }
        else
        {
            raw = 0;
            for (int i = 0; i < returns.Length; i++)
            {
                car += fit.Abnormal(series, start + i);
                raw += returns[i];
            }

            bhar = car;
        }

        int degrees = fit.Observations - fit.Parameters;
        double variance = fit.ResidualSumOfSquares / degrees;
        double parameters = fit.ParameterVariance(series, start, length);
        double error = Math.Sqrt(variance * (length + parameters));
        return new ClassicalStudy(fit.Alpha, fit.Beta, variance, car, bhar, raw, car / error, error, parameters, degrees);
    }
}

/// <summary>Changes over several bars: returns compound, differences add up.</summary>
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
