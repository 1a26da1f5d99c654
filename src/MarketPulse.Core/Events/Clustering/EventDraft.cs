namespace MarketPulse.Core.Events.Clustering;

/// <summary>A group of reports of one act that is being gathered: an event, unless corrections say otherwise.</summary>
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
        Represent(Listed);
    }

    public Report First => _reports[0];

    /// <summary>Identifies the group: the id of its first article.</summary>
    public string Key => First.Facts.Id;

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
}
