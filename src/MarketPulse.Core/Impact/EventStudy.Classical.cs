using MarketPulse.Core.Impact.Models;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact;

/// <content>The classical results alone, of many events at once.</content>
public sealed partial class EventStudy
{
    /// <summary>
    /// Number of studies whose data are loaded before the first of them is computed; their cache lines fit the first-level cache.
    /// </summary>
    private const int LoadedTogether = 25;

    /// <summary>
    /// Computes only the classical results of many events on one instrument, over complete windows: for loops over millions of studies.
    /// </summary>
    /// <param name="series">Returns of the instrument and its factors.</param>
    /// <param name="days">Position of day 0 of each event, in any order.</param>
    /// <param name="window">The window; it must not start before the gap (<see cref="StudyOptions.Validate"/>).</param>
    /// <param name="results">Receives one result per day, in the order of <paramref name="days"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="results"/> is shorter than <paramref name="days"/>.</exception>
    public void EvaluateClassical(ReturnSeries series, ReadOnlySpan<int> days, EventWindow window, Span<ClassicalResult> results)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (results.Length < days.Length)
        {
            throw new ArgumentException(
                $"{days.Length} days need as many results, but there is room for {results.Length}.", nameof(results));
        }

        for (int from = 0; from < days.Length; from += LoadedTogether)
        {
            ReadOnlySpan<int> together = days.Slice(from, Math.Min(LoadedTogether, days.Length - from));
            if (Options is { Model: not ExpectedReturnModel.Factors, HasFixedEstimation: false })
            {
                series.Moments.Touch(together, -Options.Gap - Options.EstimationDays, Options.EstimationDays, series.Returns, window.Start);
            }

            for (int i = 0; i < together.Length; i++)
            {
                int day0 = together[i];
                ScoreReason reason = day0 + window.Start < 0 ? ScoreReason.TooFewObservations
                    : day0 + window.End >= series.Count ? ScoreReason.DayZeroOpen
                    : ScoreReason.None;
                ClassicalStudy study = reason == ScoreReason.None
                    ? EvaluateClassical(series, day0, window, out reason)
                    : ClassicalStudy.Missing;
                results[from + i] = new ClassicalResult(reason, study);
            }
        }
    }

    /// <summary>The same for one event whose window lies within the series; NaN where there is no usable fit.</summary>
    internal ClassicalStudy EvaluateClassical(ReturnSeries series, int day0, EventWindow window) =>
        EvaluateClassical(series, day0, window, out _);

    private ClassicalStudy EvaluateClassical(ReturnSeries series, int day0, EventWindow window, out ScoreReason reason)
    {
        (int start, int length) = Estimation(series, day0);
        if (!IsAfterEstimation(day0 + window.Start, start, length))
        {
            reason = ScoreReason.NotAfterEstimation;
            return ClassicalStudy.Missing;
        }

        if (Options.Model != ExpectedReturnModel.Factors)
        {
            return Compute(FitSingle(series, start, length, default), series, day0 + window.Start, window.Length, out reason);
        }

        reason = CanFitFactors(series, length);
        return reason == ScoreReason.None
            ? Compute(FactorFit.OfBars(series, start, length, default, default), series, day0 + window.Start, window.Length, out reason)
            : ClassicalStudy.Missing;
    }

    private ClassicalStudy Compute<TFit>(in TFit fit, ReturnSeries series, int start, int length, out ScoreReason reason)
        where TFit : struct, IModelFit
    {
        reason = Usable(fit);
        return reason == ScoreReason.None ? ClassicalStudy.Compute(fit, series, start, length) : ClassicalStudy.Missing;
    }
}
