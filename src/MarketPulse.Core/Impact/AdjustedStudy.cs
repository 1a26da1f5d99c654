using System.Buffers;
using System.Numerics.Tensors;
using MarketPulse.Core.Impact.Distributions;
using MarketPulse.Core.Impact.Models;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact;

/// <summary>
/// The score that allows for changing volatility, with the volume and volatility of the window beside it: section 2 of docs/methods.md.
/// Missing components are NaN here.
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

    public static AdjustedStudy Of<TFit>(
        in TFit fit, ReturnSeries series, StudyBars bars, ReadOnlySpan<bool> excluded, double parameterVariance)
        where TFit : struct, IModelFit
    {
        var study = new AdjustedStudy { Z = double.NaN, PReturn = double.NaN, PVolume = double.NaN, PVolatility = double.NaN, OverallScore = double.NaN };
        if (bars.EstimationLength <= BurnIn)
        {
            study.Reason = ScoreReason.TooFewObservations;
            return study;
        }

        // Squares, forecasts and (later) volumes run from the first estimation bar to the end of the event window.
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

    /// <summary>The return against the variance known before the window; leaves squares in <paramref name="abnormal"/> and forecasts in <paramref name="forecast"/>.</summary>
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
        double variance = fit.ResidualSumOfSquares / fit.Observations;
        for (int j = 0; j <= window; j++)
        {
            forecast[j] = variance;
            variance = (Decay * variance) + ((1 - Decay) * abnormal[j]);
        }

        double tracked = 0;
        int days = 0;
        for (int j = BurnIn; j < bars.EstimationLength; j++)
        {
            if (excluded.IsEmpty || !excluded[bars.EstimationStart + j])
            {
                tracked += abnormal[j] / forecast[j];
                days++;
            }
        }

        double w = bars.WindowLength;
        double forecastError = (1 + (parameterVariance / w)) / (1 - ((double)fit.Parameters / fit.Observations));
        Z = car / Math.Sqrt(w * forecast[window] * (tracked / days) * forecastError);
        PReturn = StudentT.TwoSided(Z, ReturnDegrees);
    }

    private void Volatility(StudyBars bars, ReadOnlySpan<double> squares, ReadOnlySpan<double> forecast, int windows)
    {
        int w = bars.WindowLength, window = bars.WindowStart - bars.EstimationStart;
        double observed = Ratio(squares, forecast, window, w);
        int atOrAbove = 0;
        for (int i = BurnIn; i < BurnIn + windows; i++)
        {
            atOrAbove += Ratio(squares, forecast, i, w) >= observed ? 1 : 0;
        }

        PVolatility = (1.0 + atOrAbove) / (windows + 1);
    }

    private static double Ratio(ReadOnlySpan<double> squares, ReadOnlySpan<double> forecast, int start, int length)
    {
        double sum = 0;
        foreach (double square in squares.Slice(start, length))
        {
            sum += square;
        }

        return sum / (length * forecast[start]);
    }

    private void Volume(ReturnSeries series, StudyBars bars, Span<double> buffer, int windows)
    {
        int w = bars.WindowLength, window = bars.WindowStart - bars.EstimationStart;
        int end = window + w;
        if (series.LogVolumes.Length == 0)
        {
            Reason = ScoreReason.NoVolume;
            return;
        }

        ReadOnlySpan<double> logs = series.LogVolumes.AsSpan(bars.EstimationStart, end);
        int before = Math.Max(0, window - BurnIn);

        // Sums from the first bar on, about the first value, so that little is lost when they are subtracted.
        Span<double> sums = buffer[..(end + 1)];
        double centre = logs[0], running = 0;
        for (int i = 0; i < end; i++)
        {
            sums[i] = running;
            bool used = i < bars.EstimationLength || i >= before;
            running += used ? logs[i] - centre : 0;
        }

        sums[end] = running;
        if (double.IsNaN(running))
        {
            Reason = ScoreReason.NoVolume;
            return;
        }

        Span<double> reference = buffer.Slice(end + 1, windows);
        double mean = 0;
        for (int i = 0; i < windows; i++)
        {
            reference[i] = Excess(sums, BurnIn + i, w);
            mean += reference[i];
        }

        mean /= windows;
        double squares = 0;
        foreach (double value in reference)
        {
            squares += (value - mean) * (value - mean);
        }

        double n = windows, deviation = Math.Sqrt(squares / (n - 1));
        double z = (Excess(sums, window, w) - mean) / deviation / Math.Sqrt((1 + (w / n)) / (1 - (w / n)));
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
