using System.Globalization;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;

namespace MarketPulse.Local.Study;

/// <summary>Synthetic control of one instrument for every event and window, beside its market model.</summary>
/// <param name="options">Estimation window.</param>
/// <param name="basis">The prices to use; null for the best that each file has.</param>
/// <param name="treated">The instrument's bars.</param>
/// <param name="donors">The donors' bars.</param>
/// <param name="listed">Every event of the list; a donor that an event of the window names is linked to it, and left out.</param>
internal sealed class SyntheticStudy(
    StudyOptions options, PriceBasis? basis, PriceHistory treated, IReadOnlyList<PriceHistory> donors, IReadOnlyList<StudyEvent> listed)
{
    /// <summary>Share of the instrument's sessions that a donor may lack.</summary>
    private const double MostMissing = 0.05;

    private const string TooFewObservations = "too_few_observations", TooFewDonors = "too_few_donors", NoDayZero = "no_common_day_0";

    private const double LeastShown = 0.0005;

    private readonly SyntheticControl _method = new(options);
    private readonly (PriceHistory History, HashSet<DateOnly> Sessions)[] _donors =
        [.. donors.Select(donor => (donor, donor.Bars.Select(bar => bar.Date).ToHashSet()))];

    /// <summary>Measures the effect behind each row of the market model.</summary>
    public IReadOnlyList<SyntheticEffect> Run(IReadOnlyList<StudyRow> rows)
    {
        JoinedReturns own = JoinedReturns.Join(treated, benchmark: null, basis);
        DateOnly[] days = [.. rows.Select(row => Date(row.Day0)).Distinct()];
        return [.. rows.Select(row => Measure(row, own, days))];
    }

    /// <summary>What is wrong with the events that have no synthetic control, one sentence each.</summary>
    public static IEnumerable<InputError> Problems(IEnumerable<SyntheticEffect> effects) => effects
        .Where(effect => effect.Reason.Length > 0)
        .DistinctBy(effect => (effect.EventId, effect.Reason))
        .Select(effect => new InputError($"{effect.Symbol}, event {effect.EventId}", null, null, effect.Reason switch
        {
            TooFewDonors => string.Create(
                CultureInfo.InvariantCulture,
                $"{effect.Donors} donors have prices over its estimation window and are not named by an event of its window; "
                    + $"{SyntheticControl.FewestDonors} are needed: name more with --donors."),
            NoDayZero => "not all donors have a price on day 0; leave out with --donors those that have not.",
            _ => "the prices do not cover its estimation window and event window; add prices or shorten --estimation.",
        }));

    private SyntheticEffect Measure(StudyRow row, JoinedReturns own, DateOnly[] days)
    {
        var window = EventWindow.Parse(row.Window);
        int position = own.IndexOnOrAfter(Date(row.Day0));
        int first = position - options.Gap - options.EstimationDays, last = position + window.End;
        var effect = new SyntheticEffect { Row = row };
        if (first < 0 || last >= own.Count)
        {
            return effect with { Reason = TooFewObservations };
        }

        DateOnly[] sessions = own.Dates[first..(last + 1)].ToArray();
        PriceHistory[] used =
        [
            .. _donors.Where(donor => Covers(donor.Sessions, sessions) && !IsLinked(donor.History.Symbol, position, window, own))
                .Select(donor => donor.History),
        ];
        JoinedReturns panel = JoinedReturns.JoinFactors(treated, [.. used.Select(donor => (donor, PriceChange.Return))], basis);
        int day0 = panel.IndexOnOrAfter(Date(row.Day0));
        if (used.Length < SyntheticControl.FewestDonors || day0 == panel.Count || panel.Dates[day0] != Date(row.Day0))
        {
            return effect with
            {
                Donors = used.Length,
                Reason = used.Length < SyntheticControl.FewestDonors ? TooFewDonors : NoDayZero,
            };
        }

        int[] eventDays = [.. days.Select(panel.IndexOnOrAfter)];
        return _method.Measure(panel, day0, window, eventDays) is { } result
            ? effect with
            {
                Donors = used.Length,
                Result = result,
                Weights = string.Join('|', used.Zip(result.Weights, (donor, weight) => (donor.Symbol, Weight: weight))
                    .Where(pair => pair.Weight > LeastShown).OrderByDescending(pair => pair.Weight)
                    .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Symbol} {pair.Weight:0.000}"))),
            }
            : effect with { Donors = used.Length, Reason = TooFewObservations };
    }

    private static bool Covers(HashSet<DateOnly> traded, DateOnly[] sessions) =>
        sessions.Count(session => !traded.Contains(session)) <= MostMissing * sessions.Length;

    private bool IsLinked(string donor, int position, EventWindow window, JoinedReturns own)
    {
        DateOnly from = own.Dates[position + window.Start], to = own.Dates[position + window.End];
        return listed.Where(one => one.Symbol == donor)
            .Select(one => one.Date ?? DateOnly.FromDateTime(one.Time!.Value.UtcDateTime))
            .Any(date => date >= from && date <= to);
    }

    private static DateOnly Date(string day0) => DateOnly.ParseExact(day0, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
