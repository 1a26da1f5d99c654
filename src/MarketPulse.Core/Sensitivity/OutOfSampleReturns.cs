using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Models;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// Abnormal returns of every session against a model fitted on earlier sessions: those of the estimation window of a study of that day.
/// </summary>
internal static class OutOfSampleReturns
{
    private const double Decay = 0.94;

    /// <summary>The abnormal return of each session; NaN where no model can be fitted.</summary>
    public static double[] Abnormal(EventStudy study, ReturnSeries series)
    {
        var abnormal = new double[series.Count];
        for (int day = 0; day < abnormal.Length; day++)
        {
            abnormal[day] = study.Options.Model == ExpectedReturnModel.Factors
                ? OfFit(FitFactors(study, series, day), study, series, day)
                : OfFit(FitSingle(study, series, day), study, series, day);
        }

        return abnormal;
    }

    /// <summary>
    /// The cumulative abnormal return of the window around each session over sqrt(W q), where q is the variance known before the window
    /// (RiskMetrics 1996, decay 0.94); NaN where it cannot be computed.
    /// </summary>
    public static double[] Standardized(EventStudy study, ReturnSeries series, EventWindow window)
    {
        var standardized = new double[series.Count];
        var scratch = new double[study.Options.EstimationDays + study.Options.Gap + window.End + 1];
        for (int day = 0; day < standardized.Length; day++)
        {
            standardized[day] = study.Options.Model == ExpectedReturnModel.Factors
                ? OfWindow(FitFactors(study, series, day), study, series, day, window, scratch)
                : OfWindow(FitSingle(study, series, day), study, series, day, window, scratch);
        }

        return standardized;
    }

    private static SingleFactorFit FitSingle(EventStudy study, ReturnSeries series, int day)
    {
        (int start, int length) = study.Estimation(day);
        return study.FitSingle(series, start, length, default);
    }

    private static FactorFit FitFactors(EventStudy study, ReturnSeries series, int day)
    {
        (int start, int length) = study.Estimation(day);
        return length < study.Options.MinObservations || series.FactorCount is 0 or > StudyOptions.MaxFactors
            ? default
            : FactorFit.OfBars(series, start, length, default, default);
    }

    private static double OfFit<TFit>(in TFit fit, EventStudy study, ReturnSeries series, int day)
        where TFit : struct, IModelFit =>
        IsUsable(fit, study) ? series.Returns[day] - fit.Expected(series, day) : double.NaN;

    private static double OfWindow<TFit>(
        in TFit fit, EventStudy study, ReturnSeries series, int day, EventWindow window, double[] scratch)
        where TFit : struct, IModelFit
    {
        int first = day + window.Start;
        if (first < 0 || day + window.End >= series.Count || !IsUsable(fit, study))
        {
            return double.NaN;
        }

        (int start, _) = study.Estimation(day);
        Span<double> abnormal = scratch.AsSpan(0, day + window.End + 1 - start);
        fit.AbnormalReturns(series, start, abnormal);
        double variance = fit.ResidualSumOfSquares / fit.Observations, car = 0;
        foreach (double ar in abnormal[..(first - start)])
        {
            variance = (Decay * variance) + ((1 - Decay) * ar * ar);
        }

        foreach (double ar in abnormal[(first - start)..])
        {
            car += ar;
        }

        return car / Math.Sqrt(window.Length * variance);
    }

    private static bool IsUsable<TFit>(in TFit fit, EventStudy study)
        where TFit : struct, IModelFit =>
        fit.Reason == ScoreReason.None && fit.Observations >= study.Options.MinObservations;
}
