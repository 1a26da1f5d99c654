using MarketPulse.Core.Impact.Models;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact;

/// <content>The classical numbers alone, of many events at once.</content>
public sealed partial class EventStudy
{
    /// <summary>Studies whose data are loaded before the first of them is computed: their cache lines fit the innermost cache.</summary>
    private const int LoadedTogether = 25;

    /// <summary>The classical numbers alone of many events on one instrument, over complete windows: for loops over millions of studies.</summary>
    /// <param name="series">The instrument's returns with its factors'.</param>
    /// <param name="days">Positions of the days 0, in any order.</param>
    /// <param name="window">The window; it must not start before the gap (<see cref="StudyOptions.Validate"/>).</param>
    /// <param name="results">Takes one result for each day, in the order of <paramref name="days"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="results"/> is shorter than <paramref name="days"/>.</exception>
    public void EvaluateClassical(ReturnSeries series, ReadOnlySpan<int> days, EventWindow window, Span<ClassicalResult> results)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (results.Length < days.Length)
        {
            throw new ArgumentException($"There is room for {results.Length} results of {days.Length} days.", nameof(results));
        }

        for (int from = 0; from < days.Length; from += LoadedTogether)
        {
            ReadOnlySpan<int> together = days.Slice(from, Math.Min(LoadedTogether, days.Length - from));
            if (Options.Model != ExpectedReturnModel.Factors)
            {
                series.Moments.Touch(together, -Options.Gap - Options.EstimationDays, Options.EstimationDays, series.Returns, window.Start);
            }

            for (int i = 0; i < together.Length; i++)
            {
                int day0 = together[i];
                ScoreReason reason = day0 + window.Start < 0 ? ScoreReason.TooFewObservations
                    : day0 + window.End >= series.Count ? ScoreReason.DayZeroOpen
                    : ScoreReason.None;
                ClassicalStudy study = reason == ScoreReason.None ? EvaluateClassical(series, day0, window, out reason) : ClassicalStudy.Missing;
                results[from + i] = new ClassicalResult(reason, study);
            }
        }
    }

    /// <summary>The same for one event whose window lies within the series; NaN where there is no usable fit.</summary>
    internal ClassicalStudy EvaluateClassical(ReturnSeries series, int day0, EventWindow window) => EvaluateClassical(series, day0, window, out _);

    private ClassicalStudy EvaluateClassical(ReturnSeries series, int day0, EventWindow window, out ScoreReason reason)
    {
        (int start, int length) = Estimation(day0);
        if (Options.Model != ExpectedReturnModel.Factors)
        {
            SingleFactorFit fit = FitSingle(series, start, length, default);
            reason = Usable(fit);
            return reason == ScoreReason.None ? ClassicalStudy.Of(fit, series, day0 + window.Start, window.Length) : ClassicalStudy.Missing;
        }

        reason = CanFitFactors(series, length);
        if (reason != ScoreReason.None)
        {
            return ClassicalStudy.Missing;
        }

        FactorFit factors = FactorFit.OfBars(series, start, length, default, default);
        reason = Usable(factors);
        return reason == ScoreReason.None ? ClassicalStudy.Of(factors, series, day0 + window.Start, window.Length) : ClassicalStudy.Missing;
    }
}
