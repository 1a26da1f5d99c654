using MarketPulse.Core.Contract;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>An event with its reports, as clustering groups them and corrections change it.</summary>
internal sealed class CorrectedEvent
{
    // A computed date this close to a stated one is taken for the same.
    private const int SameDateDays = 7;

    private readonly Report[] _reports;
    private readonly string[] _groups;
    private readonly Correction[] _corrections;

    /// <summary>An event that nobody has corrected.</summary>
    public CorrectedEvent(EventDraft draft)
        : this([.. draft.Reports], [.. draft.Reports.Select(_ => draft.Key)], [])
    {
    }

    private CorrectedEvent(Report[] reports, string[] groups, Correction[] corrections)
    {
        _reports = reports;
        _groups = groups;
        _corrections = corrections;
        Id = RowKeys.EventId(Find(CorrectionKind.Time)?.TimeUtc ?? First.Facts.Published, First.Facts.Id);
    }

    /// <summary>The event's id.</summary>
    public string Id { get; }

    /// <summary>The first report.</summary>
    public Report First => _reports[0];

    /// <summary>The reports, in order of time and id, each with the key of the group to which clustering assigns it.</summary>
    public IEnumerable<(Report Report, string Group)> Reports => _reports.Zip(_groups);

    /// <summary>An event that is corrected.</summary>
    /// <param name="reports">The reports, each with the key of the group to which clustering assigns it; in any order.</param>
    /// <param name="corrections">The corrections that hold for it, in the order in which they were made.</param>
    public static CorrectedEvent Create(IEnumerable<(Report Report, string Group)> reports, IEnumerable<Correction> corrections)
    {
        (Report Report, string Group)[] sorted = [.. reports];
        Array.Sort(sorted, (one, other) => Report.Compare(one.Report.Facts, other.Report.Facts));
        return new CorrectedEvent(
            Array.ConvertAll(sorted, one => one.Report), Array.ConvertAll(sorted, one => one.Group), [.. corrections]);
    }

    /// <summary>The row: identity from the first report, facts from what most reports say. Novelty and precursor are not set.</summary>
    public TradeEvent ToEvent()
    {
        Correction? time = Find(CorrectionKind.Time);
        Stance stance = Find(CorrectionKind.Stance)?.Stance ?? MostReported();
        Report[] agreeing = [.. _reports.Where(report => report.Verdict.Stance == stance)];
        agreeing = agreeing.Length > 0 ? agreeing : _reports;
        ArticleFacts opening = First.Facts;
        var tradeEvent = new TradeEvent
        {
            EventId = Id,
            EventTimeUtc = time?.TimeUtc ?? opening.Published,
            TimeResolution = time?.TimeResolution ?? opening.TimeResolution,
            ReportedUtc = time is null ? null : opening.Published,
            Stance = stance,
            Intensity = Median(agreeing.Select(report => report.Verdict.Intensity)),
            Certainty = Median(agreeing.Select(report => report.Verdict.Certainty)),
            Measures = Named(verdict => verdict.Measures),
            Topics = Named(verdict => verdict.Topics),
            Actors = Named(verdict => verdict.Actors),
            Pairs = Named(verdict => verdict.Pairs),
            Quantities = Quantities(),
            Headline = opening.Title,
            Link = opening.Url,
            Relevance = First.Verdict.Relevance,
            Sources = _reports.Length,
            EffectiveDate = Array.Find(_reports, report => report.Verdict.EffectiveDate is not null)?.Verdict.EffectiveDate,
            Scheduled = Scheduled(),
            Status = Find(CorrectionKind.Void) is null ? EventStatus.Live : EventStatus.Voided,
            Corrections = [.. _corrections.Select(correction => correction.CorrectionId)],
            CorrectedUtc = _corrections.Length > 0 ? _corrections[^1].MadeUtc : null,
            Articles = [.. _reports.Take(TradeEvent.MaxArticles).Select(report => report.Facts.Id)],
            ReportGroups = Groups(),
            LexiconVersion = First.Verdict.LexiconVersion,
        };
        return tradeEvent with { Story = StoryTable.Shipped.StoryOf(tradeEvent) };
    }

    private Correction? Find(CorrectionKind kind) => Array.FindLast(_corrections, correction => correction.Kind == kind);

    private string[] Groups()
    {
        string[] listed = [.. _groups.Take(TradeEvent.MaxArticles)];
        return Array.Exists(listed, group => group != listed[0]) ? listed
            : listed[0] == First.Facts.Id ? []
            : [listed[0]];
    }

    private string[] Quantities()
    {
        Report? source = Array.Find(_reports, report => report.Verdict.Quantities.Count > 0);
        return [.. (source?.Verdict.Quantities ?? []).Select(Report.QuantityCode).Distinct(StringComparer.Ordinal)];
    }

    // Each report is computed from its own day, so only the first one with computed dates counts; and only those that no report states more
    // exactly.
    private string[] Scheduled()
    {
        ScheduledDate[] stated =
            [.. _reports.SelectMany(report => report.Verdict.Scheduled).Where(one => one.IsStated).Distinct()];
        IEnumerable<ScheduledDate> computed = Enum.GetValues<ScheduleKind>()
            .SelectMany(kind => _reports
                .Select(report => report.Verdict.Scheduled.Where(one => one.Kind == kind && !one.IsStated).ToArray())
                .FirstOrDefault(found => found.Length > 0) ?? [])
            .Where(one => !Array.Exists(stated, other => other.Kind == one.Kind
                && Math.Abs(other.Date.DayNumber - one.Date.DayNumber) <= SameDateDays));
        return
        [
            .. stated.Concat(computed).OrderBy(one => one.Date).ThenBy(one => one.Kind).Take(ScheduleReading.MaxDates)
                .Select(one => one.ToCode()),
        ];
    }

    // A neutral report only says less, so it never outvotes one with a direction. Of two equally frequent stances, the earlier one wins.
    private Stance MostReported() =>
        _reports.Where(report => report.Verdict.Stance != Stance.Neutral)
            .GroupBy(report => report.Verdict.Stance)
            .OrderByDescending(group => group.Count())
            .Select(group => group.Key)
            .FirstOrDefault(Stance.Neutral);

    private static T Median<T>(IEnumerable<T> values)
    {
        T[] sorted = [.. values.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }

    // Codes that the first report names, and those that at least half of all reports name.
    private string[] Named(Func<ArticleVerdict, IReadOnlyList<string>> codes) =>
    [
        .. _reports.SelectMany(report => codes(report.Verdict).Distinct(StringComparer.Ordinal))
            .CountBy(code => code, StringComparer.Ordinal)
            .Where(count => count.Value * 2 >= _reports.Length)
            .Select(count => count.Key)
            .Union(codes(First.Verdict), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
