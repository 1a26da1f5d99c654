using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>An event whose reports are being gathered.</summary>
internal sealed class EventDraft
{
    // A report of the same act is like most of a few others; comparing it with hundreds would only take time.
    private const int MaxRepresentatives = 8;

    private static readonly Comparer<Report> ByTimeAndId =
        Comparer<Report>.Create((one, other) => Report.Compare(one.Facts, other.Facts));

    private readonly List<Report> _reports;
    private readonly List<Report> _representatives = [];

    /// <summary>Starts an event.</summary>
    /// <param name="reports">Its first reports, of the same time or in order of time.</param>
    public EventDraft(IEnumerable<Report> reports)
    {
        _reports = [.. reports.OrderBy(report => report, ByTimeAndId)];
        Id = RowKeys.EventId(First.Facts.Published, First.Facts.Id);
        Represent(Listed);
    }

    public Report First => _reports[0];

    public string Id { get; }

    /// <summary>The reports in order of time and id.</summary>
    public IReadOnlyList<Report> Reports => _reports;

    /// <summary>The reports that the event lists: the first ones.</summary>
    public IEnumerable<Report> Listed => _reports.Take(TradeEvent.MaxArticles);

    /// <summary>The earliest reports with different headlines, which others are compared with.</summary>
    public IReadOnlyList<Report> Representatives => _representatives;

    /// <summary>The last time at which a report can join.</summary>
    public DateTimeOffset Closes => First.Facts.Published + EventClustering.Window;

    /// <summary>Orders events by their first report, with chance deciding nothing.</summary>
    public static int Compare(EventDraft one, EventDraft other) =>
        Report.CompareContent(one._representatives[0], other._representatives[0]);

    /// <summary>Adds reports of one time, which must be after that of the reports added so far.</summary>
    public void Add(IEnumerable<Report> reports)
    {
        int before = _reports.Count;
        _reports.AddRange(reports.OrderBy(report => report, ByTimeAndId));
        Represent(_reports.Take(TradeEvent.MaxArticles).Skip(before));
    }

    // Reports that the event does not list are only counted, so that it can be rebuilt from those that it lists.
    private void Represent(IEnumerable<Report> reports)
    {
        foreach (Report report in reports)
        {
            int same = _representatives.FindIndex(other => other.Facts.Title == report.Facts.Title);
            if (same < 0)
            {
                _representatives.Add(report);
            }
            else if (Report.CompareContent(report, _representatives[same]) < 0)
            {
                _representatives[same] = report;
            }
        }

        _representatives.Sort(Report.CompareContent);
        _representatives.RemoveRange(
            Math.Min(MaxRepresentatives, _representatives.Count), Math.Max(0, _representatives.Count - MaxRepresentatives));
    }

    /// <summary>The event: identity from the first report, facts from what most reports say. Novelty and precursor are not set.</summary>
    public TradeEvent ToEvent()
    {
        Stance stance = MostReported();
        Report[] agreeing = [.. _reports.Where(report => report.Verdict.Stance == stance)];
        ArticleFacts opening = First.Facts;
        var tradeEvent = new TradeEvent
        {
            EventId = Id,
            EventTimeUtc = opening.Published,
            TimeResolution = opening.TimeResolution,
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
            Sources = _reports.Count,
            EffectiveDate = _reports.Find(report => report.Verdict.EffectiveDate is not null)?.Verdict.EffectiveDate,
            Articles = [.. Listed.Select(report => report.Facts.Id)],
            LexiconVersion = First.Verdict.LexiconVersion,
        };
        return tradeEvent with { Story = StoryTable.Shipped.StoryOf(tradeEvent) };
    }

    private string[] Quantities()
    {
        Report? source = _reports.Find(report => report.Verdict.Quantities.Count > 0);
        return [.. (source?.Verdict.Quantities ?? []).Select(Report.QuantityCode).Distinct(StringComparer.Ordinal)];
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
            .Where(count => count.Value * 2 >= _reports.Count)
            .Select(count => count.Key)
            .Union(codes(First.Verdict), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
