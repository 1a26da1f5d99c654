using MarketPulse.Core.Markets;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact;

/// <summary>
/// Synthetic control of one instrument and one event (Abadie, Diamond and Hainmueller 2010): the weights on donors, not negative and
/// summing to one, with which the donors' returns come closest to the instrument's over the estimation window. What the instrument did
/// beyond that mixture in the event window is the effect; it is compared with the same for each donor, and for earlier dates.
/// </summary>
public sealed class SyntheticControl
{
    /// <summary>Fewest donors: with fewer, the smallest p by donors is above 0.16.</summary>
    public const int FewestDonors = 5;

    /// <summary>Fewest placebo dates for a p by dates: with fewer, it cannot be 0.05.</summary>
    public const int FewestDates = 19;

    /// <summary>Most placebo dates.</summary>
    public const int MostDates = 99;

    private readonly StudyOptions _options;

    /// <summary>Creates the method for one estimation window before the event.</summary>
    /// <param name="options">Length of the estimation window and of the gap.</param>
    /// <exception cref="ArgumentException">The options are not valid, or fix the dates of the estimation window.</exception>
    public SyntheticControl(StudyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = !options.HasFixedEstimation
            ? options
            : throw new ArgumentException(
                "Placebo dates need an estimation window before each of them: leave its fixed dates out.", nameof(options));
    }

    /// <summary>Measures the effect of an event on an instrument.</summary>
    /// <param name="panel">The instrument's returns, with the donors as factors.</param>
    /// <param name="day0">Position of day 0.</param>
    /// <param name="window">The window.</param>
    /// <param name="eventDays">Positions of day 0 of all known events: no placebo window reaches into the window of one.</param>
    /// <returns>The effect; null when there are too few donors, or the panel lacks returns of one of the windows.</returns>
    public SyntheticResult? Measure(ReturnSeries panel, int day0, EventWindow window, IReadOnlyCollection<int> eventDays)
    {
        ArgumentNullException.ThrowIfNull(panel);
        ArgumentNullException.ThrowIfNull(eventDays);
        int donors = panel.FactorCount, first = day0 - _options.Gap - _options.EstimationDays;
        if (donors < FewestDonors || first < 0 || day0 + window.End >= panel.Count || window.Start < -_options.Gap)
        {
            return null;
        }

        double[][] all = [panel.Returns.ToArray(), .. Enumerable.Range(0, donors).Select(donor => panel.Factor(donor).ToArray())];
        int[] everyDonor = [.. Enumerable.Range(1, donors)];
        Gap effect = GapOf(all, treated: 0, everyDonor, day0, window);
        if (!(effect.Rms > 0))
        {
            return null;
        }

        int beyondDonors = everyDonor.Count(donor =>
            GapOf(all, donor, [.. everyDonor.Where(other => other != donor)], day0, window).Ratio >= effect.Ratio);
        int[] dates = [.. PlaceboDates(day0, window, eventDays)];
        int beyondDates = dates.Count(date => GapOf(all, treated: 0, everyDonor, date, window).Ratio >= effect.Ratio);
        return new SyntheticResult
        {
            Car = effect.Car,
            Rms = effect.Rms,
            Weights = effect.Weights,
            PDonors = (1.0 + beyondDonors) / (donors + 1),
            Dates = dates.Length,
            PDates = dates.Length >= FewestDates ? (1.0 + beyondDates) / (dates.Length + 1) : null,
        };
    }

    /// <summary>
    /// Earlier days 0 whose windows overlap neither each other nor that of any event, latest first, each with a whole estimation window.
    /// </summary>
    private IEnumerable<int> PlaceboDates(int day0, EventWindow window, IReadOnlyCollection<int> eventDays)
    {
        int found = 0, date = day0 - window.Length;
        while (date - _options.Gap - _options.EstimationDays >= 0 && found < MostDates)
        {
            if (eventDays.All(other => Math.Abs(other - date) >= window.Length))
            {
                found++;
                yield return date;
                date -= window.Length;
            }
            else
            {
                date--;
            }
        }
    }

    private Gap GapOf(double[][] returns, int treated, int[] donors, int day0, EventWindow window)
    {
        int first = day0 - _options.Gap - _options.EstimationDays, length = _options.EstimationDays;
        double[] weights = SimplexWeights.Fit(
            [.. donors.Select(donor => returns[donor][first..(first + length)])], returns[treated][first..(first + length)]);
        double squares = 0, car = 0;
        for (int t = first; t < first + length; t++)
        {
            squares += At(t) * At(t);
        }

        for (int t = day0 + window.Start; t <= day0 + window.End; t++)
        {
            car += At(t);
        }

        return new Gap(car, Math.Sqrt(squares / length), weights);

        double At(int t)
        {
            double gap = returns[treated][t];
            for (int i = 0; i < donors.Length; i++)
            {
                gap -= weights[i] * returns[donors[i]][t];
            }

            return gap;
        }
    }

    private readonly record struct Gap(double Car, double Rms, double[] Weights)
    {
        /// <summary>Size of the effect in units of the fit before it.</summary>
        public double Ratio => Math.Abs(Car) / Rms;
    }
}

/// <summary>The effect of an event by synthetic control; fractions.</summary>
public sealed record SyntheticResult
{
    /// <summary>Sum over the window of the instrument's return less the donors' mixture.</summary>
    public required double Car { get; init; }

    /// <summary>Root mean square of that difference over the estimation window.</summary>
    public required double Rms { get; init; }

    /// <summary>Weights of the donors, in the order of the panel's factors.</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>
    /// (1 + donors whose own effect, in units of their fit, is at least as large) / (donors + 1), each fitted on the other donors.
    /// </summary>
    public required double PDonors { get; init; }

    /// <summary>Number of placebo dates.</summary>
    public required int Dates { get; init; }

    /// <summary>(1 + placebo dates with an effect at least as large) / (dates + 1); null for fewer than 19 dates.</summary>
    public double? PDates { get; init; }
}
