using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using MarketPulse.Core.Impact.Models;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact;

/// <summary>
/// The score adjusted for changing volatility, with the volume and volatility components of the window: section 2 of docs/methods.md.
/// Missing components are NaN.
/// </summary>
internal struct AdjustedStudy
{
    private const double Decay = 0.94;
    private const int ReturnDegrees = 30;
    private const int BurnIn = 20;
    private const int FewestReferenceWindows = 40;
    private const int StackLimit = 1024;

    public ScoreReason Reason;
    public int? ReferenceWindows;
    public double Z;
    public double PReturn;
    public double PVolume;
    public double VolumeSign;
    public double PVolatility;
    public double OverallScore;
    public ScoreDriver Driver;

    public static AdjustedStudy Compute<TFit>(
        in TFit fit, ReturnSeries series, StudyBars bars, ReadOnlySpan<bool> excluded, double parameterVariance)
        where TFit : struct, IModelFit
    {
        var study = new AdjustedStudy
        {
            Z = double.NaN,
            PReturn = double.NaN,
            PVolume = double.NaN,
            PVolatility = double.NaN,
            OverallScore = double.NaN,
        };
        if (bars.EstimationLength <= BurnIn)
        {
            study.Reason = ScoreReason.TooFewObservations;
            return study;
        }

        // Squared returns, forecasts and, later, volumes run from the first estimation bar to the end of the event window.
        int total = bars.WindowStart + bars.WindowLength - bars.EstimationStart;
        double[]? rented = 2 * total > StackLimit ? ArrayPool<double>.Shared.Rent(2 * total) : null;
        Span<double> buffer = rented ?? stackalloc double[2 * total];
        Span<double> abnormal = buffer[..total], forecast = buffer.Slice(total, total);
        fit.AbnormalReturns(series, bars.EstimationStart, abnormal);
        study.Return(fit, bars, abnormal, forecast, excluded, parameterVariance);
        int windows = bars.EstimationLength - bars.WindowLength - BurnIn + 1;
        study.ReferenceWindows = Math.Max(0, windows);
        if (windows < FewestReferenceWindows)
        {
            study.Reason = ScoreReason.TooFewReferenceWindows;
        }
        else
        {
            if (bars.WindowLength > 1)
            {
                study.Volatility(bars, abnormal, forecast, windows);
            }

            study.Volume(series, bars, buffer, windows);
        }

        if (rented is not null)
        {
            ArrayPool<double>.Shared.Return(rented);
        }

        study.Overall();
        return study;
    }

    /// <summary>
    /// Tests the return against the variance known before the window. Leaves squared returns in <paramref name="abnormal"/> and variance
    /// forecasts in <paramref name="forecast"/>.
    /// </summary>
    private void Return<TFit>(
        in TFit fit, StudyBars bars, Span<double> abnormal, Span<double> forecast, ReadOnlySpan<bool> excluded, double parameterVariance)
        where TFit : struct, IModelFit
    {
        int window = bars.WindowStart - bars.EstimationStart;
        double car = 0;
        foreach (double ar in abnormal.Slice(window, bars.WindowLength))
        {
            car += ar;
        }

        TensorPrimitives.Multiply(abnormal, abnormal, abnormal);
        Forecast(abnormal, forecast[..(window + 1)], fit.ResidualSumOfSquares / fit.Observations);
        double tracked = 0;
        int days = bars.EstimationLength - BurnIn;
        if (excluded.IsEmpty)
        {
            tracked = SumOfRatios(abnormal[BurnIn..bars.EstimationLength], forecast[BurnIn..bars.EstimationLength]);
        }
        else
        {
            days = 0;
            for (int j = BurnIn; j < bars.EstimationLength; j++)
            {
                if (!excluded[bars.EstimationStart + j])
                {
                    tracked += abnormal[j] / forecast[j];
                    days++;
                }
            }
        }

        double w = bars.WindowLength;
        double forecastError = (1 + (parameterVariance / w)) / (1 - ((double)fit.Parameters / fit.Observations));
        Z = car / Math.Sqrt(w * forecast[window] * (tracked / days) * forecastError);
        PReturn = StudentT.TwoSided(Z, ReturnDegrees);
    }

    /// <summary>Writes the variance known before each bar, four bars at a time to shorten the dependency chain of the recursion.</summary>
    private static void Forecast(ReadOnlySpan<double> squares, Span<double> forecast, double variance)
    {
        const double d1 = Decay, d2 = d1 * d1, d3 = d2 * d1, d4 = d3 * d1, gain = 1 - Decay;
        int j = 0;
        for (; j <= forecast.Length - 4; j += 4)
        {
            double a = gain * squares[j], b = gain * squares[j + 1], c = gain * squares[j + 2], e = gain * squares[j + 3];
            double ab = Math.FusedMultiplyAdd(d1, a, b), abc = Math.FusedMultiplyAdd(d1, ab, c), abce = Math.FusedMultiplyAdd(d1, abc, e);
            forecast[j] = variance;
            forecast[j + 1] = Math.FusedMultiplyAdd(d1, variance, a);
            forecast[j + 2] = Math.FusedMultiplyAdd(d2, variance, ab);
            forecast[j + 3] = Math.FusedMultiplyAdd(d3, variance, abc);
            variance = Math.FusedMultiplyAdd(d4, variance, abce);
        }

        for (; j < forecast.Length; j++)
        {
            forecast[j] = variance;
            variance = Math.FusedMultiplyAdd(d1, variance, gain * squares[j]);
        }
    }

    private static double SumOfRatios(ReadOnlySpan<double> numerators, ReadOnlySpan<double> denominators)
    {
        Vector<double> sums = default;
        int i = 0;
        for (; i <= numerators.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            sums += new Vector<double>(numerators[i..]) / new Vector<double>(denominators[i..]);
        }

        double sum = Vector.Sum(sums);
        for (; i < numerators.Length; i++)
        {
            sum += numerators[i] / denominators[i];
        }

        return sum;
    }

    private void Volatility(StudyBars bars, ReadOnlySpan<double> squares, ReadOnlySpan<double> forecast, int windows)
    {
        int w = bars.WindowLength, window = bars.WindowStart - bars.EstimationStart;

        // Both sides are multiplied by W: how many windows have squares at or above the observed multiple of the variance known before
        // them.
        double multiple = TensorPrimitives.Sum(squares.Slice(window, w)) / forecast[window];
        Vector<long> above = default;
        int i = BurnIn;
        for (; i <= BurnIn + windows - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> sum = new(squares[i..]);
            for (int k = 1; k < w; k++)
            {
                sum += new Vector<double>(squares[(i + k)..]);
            }

            above -= Vector.GreaterThanOrEqual(sum, multiple * new Vector<double>(forecast[i..]));
        }

        long atOrAbove = Vector.Sum(above);
        for (; i < BurnIn + windows; i++)
        {
            atOrAbove += TensorPrimitives.Sum(squares.Slice(i, w)) >= multiple * forecast[i] ? 1 : 0;
        }

        PVolatility = (1.0 + atOrAbove) / (windows + 1);
    }

    private void Volume(ReturnSeries series, StudyBars bars, Span<double> buffer, int windows)
    {
        int w = bars.WindowLength, start = bars.EstimationStart, end = bars.WindowStart + w;
        int estimationEnd = start + bars.EstimationLength, beforeWindow = Math.Max(estimationEnd, bars.WindowStart - BurnIn);
        if (series.LogVolumes is not { } volumes || volumes.AnyMissing(start, estimationEnd) || volumes.AnyMissing(beforeWindow, end))
        {
            Reason = ScoreReason.NoVolume;
            return;
        }

        ReadOnlySpan<double> sums = volumes.Sums;
        Span<double> reference = buffer[..windows];
        for (int i = 0; i < windows; i++)
        {
            reference[i] = Excess(sums, start + BurnIn + i, w);
        }

        double n = windows, mean = TensorPrimitives.Sum<double>(reference) / n;
        TensorPrimitives.Subtract(reference, mean, reference);
        double deviation = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(reference) / (n - 1));
        double z = (Excess(sums, bars.WindowStart, w) - mean) / deviation / Math.Sqrt((1 + (w / n)) / (1 - (w / n)));
        if (!double.IsFinite(z))
        {
            Reason = ScoreReason.NoVolume;
            return;
        }

        VolumeSign = Math.Sign(z);
        PVolume = StudentT.TwoSided(z, Math.Min(30, 1.5 * n / w));

        static double Excess(ReadOnlySpan<double> sums, int start, int length) =>
            sums[start + length] - sums[start] - (length * (sums[start] - sums[start - BurnIn]) / BurnIn);
    }

    private void Overall()
    {
        int components = 0;
        double smallest = double.PositiveInfinity;
        Consider(PReturn, ScoreDriver.Return, ref this);
        Consider(PVolume, ScoreDriver.Volume, ref this);
        Consider(PVolatility, ScoreDriver.Volatility, ref this);
        if (components > 0)
        {
            OverallScore = 100 * (1 - Math.Min(1, components * smallest));
        }

        void Consider(double p, ScoreDriver driver, ref AdjustedStudy study)
        {
            if (double.IsNaN(p))
            {
                return;
            }

            components++;
            if (p < smallest)
            {
                smallest = p;
                study.Driver = driver;
            }
        }
    }
}
