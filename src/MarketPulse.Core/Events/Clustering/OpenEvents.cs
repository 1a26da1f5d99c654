namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// The events that can still take a report, and the rule by which reports find their events: copies of a text first, then reports of the
/// same act. Reports must be added in order of time, those of one time together, so that the event of each depends on nothing later and
/// not on the order within a time.
/// </summary>
internal sealed class OpenEvents(ClusteringRules rules)
{
    private readonly Queue<EventDraft> _open = new();
    private readonly Dictionary<string, List<EventDraft>> _byContent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<EventDraft>> _byUrl = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, List<(Report Report, EventDraft Draft)>> _byBand = [];

    /// <summary>Assigns reports of one time to events. Returns the event of each.</summary>
    public IReadOnlyDictionary<Report, EventDraft> Assign(IReadOnlyList<Report> together)
    {
        CloseBefore(together[0].Facts.Published);
        var copies = new List<(Report[] Reports, EventDraft Draft)>();
        var others = new List<Report[]>();
        foreach (Report[] group in CopyGroups.Of(together))
        {
            if ((ExactCopy(group) ?? NearCopy(group)) is { } draft)
            {
                copies.Add((group, draft));
            }
            else
            {
                others.Add(group);
            }
        }

        (List<(Report[] Reports, EventDraft Draft)> alike, List<Report[]> first) = Match(others);
        foreach (IGrouping<EventDraft, Report[]> joining in copies.Concat(alike).GroupBy(pair => pair.Draft, pair => pair.Reports))
        {
            Join(joining.Key, [.. joining.SelectMany(reports => reports)]);
        }

        EventDraft[] started = [.. first.Select(reports => Start(reports))];
        return copies.Concat(alike).Concat(started.Select(draft => (draft.Reports.ToArray(), draft)))
            .SelectMany(pair => pair.Item1.Select(report => (Report: report, Draft: pair.Item2)))
            .ToDictionary(pair => pair.Report, pair => pair.Draft);
    }

    /// <summary>Restores events from the reports that are known to belong to each.</summary>
    public void Restore(IEnumerable<EventDraft> drafts)
    {
        foreach (EventDraft draft in drafts.Order(Comparer<EventDraft>.Create(EventDraft.Compare)))
        {
            _open.Enqueue(draft);
            Index(draft, draft.Listed);
        }
    }

    // Groups of copies that join an event, and those that start one, by how alike they are to the reports so far and to each other.
    private (List<(Report[] Reports, EventDraft Draft)> Joining, List<Report[]> Starting) Match(List<Report[]> groups)
    {
        EventDraft[] open = [.. _open];
        int[] merged = Link(open, groups).Merge();
        var joining = new List<(Report[], EventDraft)>();
        var starting = new List<Report[]>();

        // Groups are in order of content, so events start in the order that EventDraft.Compare gives.
        foreach (IGrouping<int, Report> cluster in groups
            .SelectMany((group, i) => group.Select(report => (Root: merged[open.Length + i], Report: report)))
            .GroupBy(pair => pair.Root, pair => pair.Report))
        {
            if (cluster.Key < open.Length)
            {
                joining.Add(([.. cluster], open[cluster.Key]));
            }
            else
            {
                starting.Add([.. cluster]);
            }
        }

        return (joining, starting);
    }

    private AverageLinkage Link(EventDraft[] open, List<Report[]> groups)
    {
        var linkage = new AverageLinkage(
            open.Length, [.. open.Select(draft => draft.Representatives.Count), .. groups.Select(_ => 1)]);
        for (int i = 0; i < groups.Count; i++)
        {
            Report report = groups[i][0];
            for (int j = 0; j < open.Length; j++)
            {
                foreach (Report other in open[j].Representatives)
                {
                    Compare(open.Length + i, report, j, other);
                }
            }

            for (int j = 0; j < i; j++)
            {
                Compare(open.Length + i, report, open.Length + j, groups[j][0]);
            }
        }

        return linkage;

        void Compare(int group, Report report, int otherGroup, Report other)
        {
            double excess = SameAct.Excess(report, other, rules);
            if (excess > 0)
            {
                linkage.Match(group, otherGroup, excess);
            }
        }
    }

    private EventDraft Start(IEnumerable<Report> reports)
    {
        var draft = new EventDraft(reports);
        _open.Enqueue(draft);
        Index(draft, draft.Listed);
        return draft;
    }

    private void Join(EventDraft draft, Report[] reports)
    {
        int listed = draft.Listed.Count();
        draft.Add(reports);
        Index(draft, draft.Listed.Skip(listed));
    }

    private EventDraft? ExactCopy(Report[] group) =>
        Earliest(group.Where(report => report.Facts.Url is not null).SelectMany(report => _byUrl.GetValueOrDefault(report.Facts.Url!, [])))
        ?? Earliest(group.SelectMany(report => _byContent.GetValueOrDefault(report.Facts.ContentHash, [])));

    private EventDraft? NearCopy(Report[] group)
    {
        (double Similarity, EventDraft? Draft) best = (SameAct.NearCopy, null);
        foreach (Report report in group)
        {
            foreach ((Report other, EventDraft draft) in report.Bands.SelectMany(band => _byBand.GetValueOrDefault(band, [])).Distinct())
            {
                double similarity = SameAct.AreCompatible(report, other) ? MinHash.Similarity(other.Signature, report.Signature) : 0;
                bool isAsGood = similarity == best.Similarity && (best.Draft is null || EventDraft.Compare(draft, best.Draft) < 0);
                if (similarity > best.Similarity || isAsGood)
                {
                    best = (similarity, draft);
                }
            }
        }

        return best.Draft;
    }

    private static EventDraft? Earliest(IEnumerable<EventDraft> drafts) =>
        drafts.Order(Comparer<EventDraft>.Create(EventDraft.Compare)).FirstOrDefault();

    private void Index(EventDraft draft, IEnumerable<Report> reports)
    {
        foreach (Report report in reports)
        {
            AddOnce(_byContent, report.Facts.ContentHash, draft);
            if (report.Facts.Url is { } url)
            {
                AddOnce(_byUrl, url, draft);
            }

            foreach (ulong band in report.Bands)
            {
                if (!_byBand.TryGetValue(band, out List<(Report, EventDraft)>? entries))
                {
                    _byBand.Add(band, entries = []);
                }

                entries.Add((report, draft));
            }
        }
    }

    private void CloseBefore(DateTimeOffset time)
    {
        while (_open.TryPeek(out EventDraft? draft) && draft.Closes < time)
        {
            _open.Dequeue();
            foreach (Report report in draft.Listed)
            {
                Remove(_byContent, report.Facts.ContentHash, draft);
                if (report.Facts.Url is { } url)
                {
                    Remove(_byUrl, url, draft);
                }

                foreach (ulong band in report.Bands)
                {
                    Remove(band, report);
                }
            }
        }
    }

    private void Remove(ulong band, Report report)
    {
        List<(Report Report, EventDraft Draft)> entries = _byBand[band];
        entries.RemoveAll(entry => ReferenceEquals(entry.Report, report));
        if (entries.Count == 0)
        {
            _byBand.Remove(band);
        }
    }

    private static void AddOnce(Dictionary<string, List<EventDraft>> index, string key, EventDraft draft)
    {
        if (!index.TryGetValue(key, out List<EventDraft>? drafts))
        {
            index.Add(key, drafts = []);
        }

        if (!drafts.Contains(draft))
        {
            drafts.Add(draft);
        }
    }

    private static void Remove(Dictionary<string, List<EventDraft>> index, string key, EventDraft draft)
    {
        if (index.TryGetValue(key, out List<EventDraft>? drafts) && drafts.Remove(draft) && drafts.Count == 0)
        {
            index.Remove(key);
        }
    }
}
