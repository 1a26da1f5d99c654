namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// The events that can still take a report, and the rule by which a report finds its event: exact copy, near copy, then same act. Reports
/// must be added in order of time and id, so the event of each depends on earlier reports only.
/// </summary>
internal sealed class OpenEvents
{
    private readonly Queue<EventDraft> _open = new();
    private readonly Dictionary<string, EventDraft> _byContent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EventDraft> _byUrl = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, List<(Report Report, EventDraft Draft)>> _byBand = [];
    private readonly Dictionary<string, Queue<EventDraft>> _bySubject = new(StringComparer.Ordinal);

    /// <summary>Adds a report to the event that it belongs to, or starts one.</summary>
    public EventDraft Assign(Report report)
    {
        CloseBefore(report.Facts.Published);
        EventDraft? draft = ExactCopy(report) ?? NearCopy(report) ?? SameAct(report);
        return draft is null ? Start(report) : Join(draft, report);
    }

    /// <summary>Starts an event with a report without searching for an existing one.</summary>
    public EventDraft Start(Report report)
    {
        CloseBefore(report.Facts.Published);
        var draft = new EventDraft(report);
        _open.Enqueue(draft);
        foreach (string key in report.SubjectKeys)
        {
            if (!_bySubject.TryGetValue(key, out Queue<EventDraft>? drafts))
            {
                _bySubject.Add(key, drafts = new());
            }

            drafts.Enqueue(draft);
        }

        Index(draft, report);
        return draft;
    }

    /// <summary>Adds a report to an event that it is known to belong to.</summary>
    public EventDraft Join(EventDraft draft, Report report)
    {
        draft.Add(report);
        if (draft.IsListed)
        {
            Index(draft, report);
        }

        return draft;
    }

    private EventDraft? ExactCopy(Report report) =>
        (report.Facts.Url is { } url ? _byUrl.GetValueOrDefault(url) : null) ?? _byContent.GetValueOrDefault(report.Facts.ContentHash);

    private EventDraft? NearCopy(Report report)
    {
        (double Similarity, EventDraft? Draft) best = (Clustering.SameAct.NearCopy, null);
        var seen = new HashSet<Report>(ReferenceEqualityComparer.Instance);
        foreach (ulong band in MinHash.Bands(report.Facts.Signature))
        {
            foreach ((Report other, EventDraft draft) in _byBand.GetValueOrDefault(band, []))
            {
                if (!seen.Add(other) || !Clustering.SameAct.IsCompatible(draft, report))
                {
                    continue;
                }

                double similarity = MinHash.Similarity(other.Facts.Signature, report.Facts.Signature);
                bool isAsGood = similarity == best.Similarity && (best.Draft is null || IsEarlier(draft, best.Draft));
                if (similarity > best.Similarity || isAsGood)
                {
                    best = (similarity, draft);
                }
            }
        }

        return best.Draft;
    }

    private EventDraft? SameAct(Report report)
    {
        (double Similarity, EventDraft? Draft) best = (0, null);
        var seen = new HashSet<EventDraft>(ReferenceEqualityComparer.Instance);
        foreach (string key in report.SubjectKeys)
        {
            foreach (EventDraft draft in _bySubject.GetValueOrDefault(key) ?? [])
            {
                if (!seen.Add(draft) || Clustering.SameAct.Match(draft, report) is not { } similarity)
                {
                    continue;
                }

                bool isBetter = best.Draft is null
                    || similarity > best.Similarity
                    || (similarity == best.Similarity && IsEarlier(draft, best.Draft));
                best = isBetter ? (similarity, draft) : best;
            }
        }

        return best.Draft;
    }

    private static bool IsEarlier(EventDraft one, EventDraft other) => Report.Compare(one.First.Facts, other.First.Facts) < 0;

    private void Index(EventDraft draft, Report report)
    {
        _byContent.TryAdd(report.Facts.ContentHash, draft);
        if (report.Facts.Url is { } url)
        {
            _byUrl.TryAdd(url, draft);
        }

        foreach (ulong band in MinHash.Bands(report.Facts.Signature))
        {
            if (!_byBand.TryGetValue(band, out List<(Report, EventDraft)>? entries))
            {
                _byBand.Add(band, entries = []);
            }

            entries.Add((report, draft));
        }
    }

    private void CloseBefore(DateTimeOffset time)
    {
        while (_open.TryPeek(out EventDraft? draft) && draft.Closes < time)
        {
            _open.Dequeue();
            foreach (string key in draft.First.SubjectKeys)
            {
                Queue<EventDraft> drafts = _bySubject[key];
                drafts.Dequeue();
                if (drafts.Count == 0)
                {
                    _bySubject.Remove(key);
                }
            }

            foreach (Report report in draft.Reports.Take(TradeEvent.MaxArticles))
            {
                Forget(draft, report);
            }
        }
    }

    private void Forget(EventDraft draft, Report report)
    {
        if (_byContent.GetValueOrDefault(report.Facts.ContentHash) == draft)
        {
            _byContent.Remove(report.Facts.ContentHash);
        }

        if (report.Facts.Url is { } url && _byUrl.GetValueOrDefault(url) == draft)
        {
            _byUrl.Remove(url);
        }

        foreach (ulong band in MinHash.Bands(report.Facts.Signature))
        {
            List<(Report Report, EventDraft Draft)> entries = _byBand[band];
            entries.RemoveAll(entry => ReferenceEquals(entry.Report, report));
            if (entries.Count == 0)
            {
                _byBand.Remove(band);
            }
        }
    }
}
