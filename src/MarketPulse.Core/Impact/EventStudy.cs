using System.Buffers;
using MarketPulse.Core.Impact.Models;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact;

/// <summary>
/// Scores events one study at a time: the classical event study (MacKinlay 1997) with the full forecast covariance, and the score adjusted
/// for changing volatility with its volume and volatility components. Every formula is in docs/methods.md. Instances are immutable, and a
/// study does not allocate.
/// </summary>
public sealed partial class EventStudy
{
    private readonly CriticalValues _critical;

    /// <summary>Creates an engine for one set of options.</summary>
    /// <exception cref="ArgumentException">The options are not valid; the message says what to change.</exception>
    public EventStudy(StudyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _critical = new CriticalValues(options.LongestEstimation);
    }

    /// <summary>The options.</summary>
    public StudyOptions Options { get; }

    /// <summary>Scores one window of one event.</summary>
    /// <param name="series">Returns of the instrument and its factors.</param>
    /// <param name="day0">Position of day 0 in the series; the number of returns when its bar does not exist yet.</param>
    /// <param name="window">The window; it must not start before the gap (<see cref="StudyOptions.Validate"/>).</param>
    /// <param name="barsObserved">
    /// Number of bars of the window that exist; null counts those in the series. With fewer than the window's length the result is
    /// provisional.
    /// </param>
    /// <param name="excluded">Bars to leave out of the fit, such as other events' windows, one flag per bar; empty for none.</param>
    /// <returns>The result; what cannot be computed is null with a reason.</returns>
    public StudyResult Evaluate(
        ReturnSeries series, int day0, EventWindow window, int? barsObserved = null, ReadOnlySpan<bool> excluded = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        ScoreReason reason = Place(series, day0, window, barsObserved, out StudyBars bars);
        if (reason != ScoreReason.None)
        {
            return NotScored(reason, bars.WindowLength, window, bars.EstimationLength);
        }

        if (Options.Model == ExpectedReturnModel.Factors)
        {
            return EvaluateFactors(series, bars, window, excluded);
        }

        SingleFactorFit fit = FitSingle(series, bars.EstimationStart, bars.EstimationLength, excluded);
        return Score(fit, series, bars, window, excluded);
    }

    /// <summary>
    /// The effect of an event on the market itself: the benchmark's return over the window less its own mean over the estimation window,
    /// scored like an instrument under the mean model. An event that moves the whole market shows here and not in the abnormal returns.
    /// </summary>
    /// <inheritdoc cref="Evaluate"/>
    /// <returns>The result; null without a benchmark, or when the window cannot be scored.</returns>
    public StudyResult? EvaluateMarket(
        ReturnSeries series, int day0, EventWindow window, int? barsObserved = null, ReadOnlySpan<bool> excluded = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Market is not { } market || Place(series, day0, window, barsObserved, out StudyBars bars) != ScoreReason.None)
        {
            return null;
        }

        SingleFactorFit fit = SingleFactorFit.OfBenchmark(series, bars.EstimationStart, bars.EstimationLength, excluded);
        StudyResult result = Score(fit, market, bars, window, excluded);
        return result.Status == ScoreStatus.NotScored ? null : result;
    }

    /// <summary>The path of abnormal returns around an event.</summary>
    /// <param name="series">Returns of the instrument and its factors.</param>
    /// <param name="day0">Position of day 0 in the series.</param>
    /// <param name="from">
    /// First day relative to day 0; the path starts no earlier than the gap, or than the end of an estimation window of fixed dates.
    /// </param>
    /// <param name="to">Last day relative to day 0; days that do not exist yet are left out.</param>
    /// <param name="excluded">Bars to leave out of the fit, one flag per bar; empty for none.</param>
    /// <returns>One entry per day; empty when there is no usable fit.</returns>
    public IReadOnlyList<PathDay> Path(ReturnSeries series, int day0, int from = -10, int to = 10, ReadOnlySpan<bool> excluded = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        (int start, int length) = Estimation(series, day0);
        from = Math.Max(from, Options.HasFixedEstimation ? start + length - day0 : -Options.Gap);
        int first = day0 + from, last = Math.Min(day0 + to, series.Count - 1);
        if (day0 >= series.Count || first < 0 || last < first)
        {
            return [];
        }

        if (Options.Model == ExpectedReturnModel.Factors)
        {
            double[] scratch = new double[FactorColumns.ScratchLength(series, length, excluded)];
            FactorFit factors = CanFitFactors(series, length) == ScoreReason.None
                ? FactorFit.OfBars(series, start, length, excluded, scratch)
                : default;
            return PathOf(factors, series, day0, first, last);
        }

        return PathOf(FitSingle(series, start, length, excluded), series, day0, first, last);
    }

    /// <summary>
    /// What tests across events and instruments need of one study; its residuals are paired with those of others by calendar date.
    /// </summary>
    /// <returns>The observation; null when the study cannot be scored over the whole window.</returns>
    public EventObservation? Observe(
        string eventId, JoinedReturns series, int day0, EventWindow window, ReadOnlySpan<bool> excluded = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        return Observe(eventId, series, series.DayNumbers, day0, window, excluded);
    }

    /// <summary>
    /// The same for bars of any length; <paramref name="bars"/> gives bars of the same time the same number on every instrument.
    /// </summary>
    internal EventObservation? Observe(
        string eventId, ReturnSeries series, ReadOnlySpan<int> bars, int day0, EventWindow window, ReadOnlySpan<bool> excluded)
    {
        (int start, int length) = Estimation(series, day0);
        int first = day0 + window.Start;
        if (first < 0 || day0 + window.End >= series.Count || !IsAfterEstimation(first, start, length))
        {
            return null;
        }

        var studied = new StudyBars(start, length, first, window.Length);
        int[] days = bars.Slice(start, length).ToArray();
        if (Options.Model != ExpectedReturnModel.Factors)
        {
            return ObservationOf(FitSingle(series, start, length, excluded), eventId, series, studied, days);
        }

        if (CanFitFactors(series, length) != ScoreReason.None)
        {
            return null;
        }

        double[] scratch = new double[FactorColumns.ScratchLength(series, length, excluded)];
        return ObservationOf(FactorFit.OfBars(series, start, length, excluded, scratch), eventId, series, studied, days);
    }

    /// <summary>First bar and length of the estimation window of an event; shorter when the series begins inside it.</summary>
    internal (int Start, int Length) Estimation(int day0)
    {
        int end = day0 - Options.Gap;
        int start = Math.Max(0, end - Options.EstimationDays);
        return (start, Math.Max(0, end - start));
    }

    /// <summary>The same where the options may fix the dates of the estimation window.</summary>
    /// <exception cref="ArgumentException">The options fix dates, and the series has none.</exception>
    internal (int Start, int Length) Estimation(ReturnSeries series, int day0)
    {
        if (Options.EstimationFrom is not { } from || Options.EstimationTo is not { } to)
        {
            return Estimation(day0);
        }

        if (series is not JoinedReturns dated)
        {
            throw new ArgumentException(
                $"The returns of {series.Symbol} have no dates, so their estimation window cannot be fixed.", nameof(series));
        }

        int start = dated.IndexOnOrAfter(from);
        return (start, dated.IndexOnOrAfter(to.AddDays(1)) - start);
    }

    internal static StudyResult NotScored(ScoreReason reason, int observed, EventWindow window, int observations) => new()
    {
        Status = ScoreStatus.NotScored,
        Reason = reason,
        BarsObserved = observed,
        BarsExpected = window.Length,
        Observations = observations,
    };

    internal SingleFactorFit FitSingle(ReturnSeries series, int start, int length, ReadOnlySpan<bool> excluded)
    {
        if (length < Options.MinObservations)
        {
            return SingleFactorFit.Failed(ScoreReason.TooFewObservations, length);
        }

        if (series.FactorCount == 0 && Options.NeedsBenchmark)
        {
            return SingleFactorFit.Failed(ScoreReason.NoBenchmark, length);
        }

        return excluded.IsEmpty
            ? SingleFactorFit.OfPrefix(Options.Model, series.Moments, start, length)
            : SingleFactorFit.OfBars(Options.Model, series, start, length, excluded);
    }

    /// <summary>Places the windows of one study in the series; the window is as long as the bars that exist.</summary>
    /// <returns>Why there is nothing to score; <see cref="ScoreReason.None"/> when there is.</returns>
    private ScoreReason Place(ReturnSeries series, int day0, EventWindow window, int? barsObserved, out StudyBars bars)
    {
        int first = day0 + window.Start;
        int observed = Math.Clamp(barsObserved ?? window.Length, 0, window.Length);
        observed = Math.Max(0, Math.Min(observed, series.Count - first));
        if (day0 >= series.Count || first < 0 || observed <= Math.Max(0, Math.Min(-window.Start, window.Length - 1)))
        {
            bars = new StudyBars(0, 0, first, observed);
            return first < 0 ? ScoreReason.TooFewObservations : ScoreReason.DayZeroOpen;
        }

        (int start, int length) = Estimation(series, day0);
        bars = new StudyBars(start, length, first, observed);
        return IsAfterEstimation(first, start, length) ? ScoreReason.None : ScoreReason.NotAfterEstimation;
    }

    /// <summary>Whether a window begins after the estimation window; only fixed dates can place it before.</summary>
    private bool IsAfterEstimation(int first, int start, int length) => !Options.HasFixedEstimation || first >= start + length;

    private StudyResult EvaluateFactors(ReturnSeries series, StudyBars bars, EventWindow window, ReadOnlySpan<bool> excluded)
    {
        ScoreReason reason = CanFitFactors(series, bars.EstimationLength);
        if (reason != ScoreReason.None)
        {
            return NotScored(reason, bars.WindowLength, window, bars.EstimationLength);
        }

        int needed = FactorColumns.ScratchLength(series, bars.EstimationLength, excluded);
        double[] scratch = needed == 0 ? [] : ArrayPool<double>.Shared.Rent(needed);
        FactorFit fit = FactorFit.OfBars(series, bars.EstimationStart, bars.EstimationLength, excluded, scratch);
        if (needed > 0)
        {
            ArrayPool<double>.Shared.Return(scratch);
        }

        return Score(fit, series, bars, window, excluded);
    }

    private ScoreReason CanFitFactors(ReturnSeries series, int length) =>
        length < Options.MinObservations ? ScoreReason.TooFewObservations
        : series.FactorCount == 0 ? ScoreReason.NoBenchmark
        : series.FactorCount > StudyOptions.MaxFactors
            ? throw new ArgumentException(
                $"{series.Symbol} has {series.FactorCount} factors; at most {StudyOptions.MaxFactors} can be fitted.", nameof(series))
        : ScoreReason.None;

    private ScoreReason Usable<TFit>(in TFit fit)
        where TFit : struct, IModelFit =>
        fit.Observations < Options.MinObservations ? ScoreReason.TooFewObservations : fit.Reason;

    private StudyResult Score<TFit>(in TFit fit, ReturnSeries series, StudyBars bars, EventWindow window, ReadOnlySpan<bool> excluded)
        where TFit : struct, IModelFit
    {
        ScoreReason reason = Usable(fit);
        if (reason != ScoreReason.None)
        {
            return NotScored(reason, bars.WindowLength, window, fit.Observations);
        }

        ClassicalStudy classical = ClassicalStudy.Compute(fit, series, bars.WindowStart, bars.WindowLength);
        AdjustedStudy adjusted = AdjustedStudy.Compute(fit, series, bars, excluded, classical.ParameterVariance);
        int df = fit.Observations - fit.Parameters;
        double p = StudentT.TwoSided(classical.Scar, df);
        (double wide, double power) = _critical[df];
        double sign = Math.Sign(classical.Car);
        return new StudyResult
        {
            Status = bars.WindowLength < window.Length ? ScoreStatus.Provisional : ScoreStatus.Final,
            Reason = adjusted.Reason,
            BarsObserved = bars.WindowLength,
            BarsExpected = window.Length,
            Observations = fit.Observations,
            DegreesOfFreedom = df,
            Alpha = fit.Alpha,
            Beta = fit.Beta,
            ResidualVariance = classical.ResidualVariance,
            Car = classical.Car,
            StandardError = classical.StandardError,
            CarLo = classical.Car - (wide * classical.StandardError),
            CarHi = classical.Car + (wide * classical.StandardError),
            Bhar = Finite(classical.Bhar),
            Mde80 = (wide + power) * classical.StandardError,
            RawReturn = Finite(classical.RawReturn),
            BenchmarkReturn = series.FactorCount == 0
                ? null
                : Finite(Compounding.Over(series.Change, series.BenchmarkReturns.Slice(bars.WindowStart, bars.WindowLength))),
            Scar = classical.Scar,
            PValue = p,
            ReturnScore = 100 * sign * (1 - p),
            ReferenceWindows = adjusted.ReferenceWindows,
            ZAdjusted = Finite(adjusted.Z),
            PAdjusted = Finite(adjusted.PReturn),
            AdjustedScore = Finite(100 * sign * (1 - adjusted.PReturn)),
            PVolume = Finite(adjusted.PVolume),
            VolumeScore = Finite(100 * adjusted.VolumeSign * (1 - adjusted.PVolume)),
            PVolatility = Finite(adjusted.PVolatility),
            VolatilityScore = Finite(100 * (1 - adjusted.PVolatility)),
            OverallScore = Finite(adjusted.OverallScore),
            OverallDriver = adjusted.Driver,
            Quality = WindowChecks.Quality(series, bars.WindowStart, bars.WindowLength, classical.ResidualVariance),
        };

        static double? Finite(double value) => double.IsFinite(value) ? value : null;
    }

    private EventObservation? ObservationOf<TFit>(in TFit fit, string eventId, ReturnSeries series, StudyBars bars, int[] days)
        where TFit : struct, IModelFit
    {
        if (Usable(fit) != ScoreReason.None)
        {
            return null;
        }

        var classical = ClassicalStudy.Compute(fit, series, bars.WindowStart, bars.WindowLength);
        var estimation = new double[bars.EstimationLength];
        var abnormal = new double[bars.WindowLength];
        var standardized = new double[bars.WindowLength];
        fit.AbnormalReturns(series, bars.EstimationStart, estimation);
        fit.AbnormalReturns(series, bars.WindowStart, abnormal);
        for (int i = 0; i < abnormal.Length; i++)
        {
            double parameters = fit.ParameterVariance(series, bars.WindowStart + i, 1);
            standardized[i] = abnormal[i] / Math.Sqrt(classical.ResidualVariance * (1 + parameters));
        }

        return new EventObservation
        {
            EventId = eventId,
            Symbol = series.Symbol,
            EstimationAbnormal = estimation,
            EstimationDays = days,
            WindowAbnormal = abnormal,
            Standardized = standardized,
            Car = classical.Car,
            Scar = classical.Scar,
            ResidualVariance = classical.ResidualVariance,
            DegreesOfFreedom = fit.Observations - fit.Parameters,
        };
    }

    private List<PathDay> PathOf<TFit>(in TFit fit, ReturnSeries series, int day0, int first, int last)
        where TFit : struct, IModelFit
    {
        var days = new List<PathDay>(last - first + 1);
        if (Usable(fit) != ScoreReason.None)
        {
            return days;
        }

        int df = fit.Observations - fit.Parameters;
        double variance = fit.ResidualSumOfSquares / df, wide = _critical[df].Wide, car = 0;
        for (int i = first; i <= last; i++)
        {
            int length = i - first + 1;
            double abnormal = fit.Abnormal(series, i);
            car += abnormal;
            double band = wide * Math.Sqrt(variance * (length + fit.ParameterVariance(series, first, length)));
            days.Add(new PathDay
            {
                Day = i - day0,
                Index = i,
                Return = series.Returns[i],
                BenchmarkReturn = series.FactorCount == 0 ? null : series.BenchmarkReturns[i],
                AbnormalReturn = abnormal,
                Car = car,
                BandLo = -band,
                BandHi = band,
            });
        }

        return days;
    }
}

/// <summary>Where the estimation window and the event window of one study lie in the series.</summary>
internal readonly record struct StudyBars(int EstimationStart, int EstimationLength, int WindowStart, int WindowLength);
