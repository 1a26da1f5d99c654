namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// The events that a run over articles affects. Without corrections these are the events that began between the start of the run and the
/// last difference. A merge or split connects them with events that began outside of it, which may have to be read too.
/// </summary>
internal sealed class AffectedEvents
{
    private readonly StoredEvents _stored;
    private readonly Dictionary<string, CorrectedEvent> _byArticle = new(StringComparer.Ordinal);
    private readonly HashSet<CorrectedEvent> _computed = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<TradeEvent> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Finds the events.</summary>
    /// <param name="pass">The run.</param>
    /// <param name="stored">The events stored around it.</param>
    /// <param name="from">The earliest time at which an event can have begun that is open at the start of the run.</param>
    public AffectedEvents(ReclusteringPass pass, StoredEvents stored, DateTimeOffset from)
    {
        _stored = stored;
        foreach (CorrectedEvent found in pass.Events)
        {
            foreach ((Report report, _) in found.Reports)
            {
                _byArticle[report.Facts.Id] = found;
            }
        }

        HashSet<string> groups = [.. pass.Groups.Where(group => IsWithin(group.First.Facts.Published)).Select(group => group.Key)];
        foreach (CorrectedEvent found in pass.Events.Where(found => found.Reports.Any(report => groups.Contains(report.Group))))
        {
            Add(found);
        }

        foreach (TradeEvent known in stored.Current.Where(known => IsWithin(StoredEvents.ReportedAt(known))))
        {
            Add(known);
        }

        bool IsWithin(DateTimeOffset began) => began >= from && began <= pass.LastDifference;
    }

    /// <summary>The affected events as the run computes them.</summary>
    public IReadOnlyCollection<CorrectedEvent> Computed => _computed;

    /// <summary>The affected events as they are stored, live or voided.</summary>
    public IReadOnlyCollection<TradeEvent> Known => _known;

    /// <summary>The period that contains everything that the affected events consist of; what is read must be extended to it.</summary>
    /// <param name="facts">The articles that were read.</param>
    /// <param name="corrections">The corrections that were read.</param>
    /// <param name="from">Start of the period that was read.</param>
    /// <param name="through">End of the period that was read.</param>
    public (DateTimeOffset From, DateTimeOffset Through) Needed(
        ArticleFacts[] facts, CorrectionSet corrections, DateTimeOffset from, DateTimeOffset through)
    {
        // Where a report was not assigned, its group began before what was read: at most one window before the report.
        DateTimeOffset first = from;
        DateTimeOffset last = through;
        HashSet<string> listed = [.. _known.Where(known => known.Corrections.Count > 0).SelectMany(known => known.Articles)];
        IEnumerable<DateTimeOffset> missing = facts
            .Where(facts => facts.Verdict.IsEvent && listed.Contains(facts.Id) && !_byArticle.ContainsKey(facts.Id))
            .Select(facts => facts.Published)
            .Concat(_known.Select(StoredEvents.ReportedAt).Where(began => began < from));
        foreach (DateTimeOffset time in missing)
        {
            first = Min(first, time - EventClustering.Window);
        }

        foreach (Correction merge in corrections.Merges)
        {
            bool isOne = IsAffected(merge.ArticleId);
            if (isOne || IsAffected(merge.OtherArticleId!))
            {
                first = _byArticle.ContainsKey(merge.ArticleId) && _byArticle.ContainsKey(merge.OtherArticleId!)
                    ? first
                    : Min(first, Min(merge.PublishedUtc, merge.OtherPublishedUtc!.Value) - EventClustering.Window);
                last = Max(last, Max(merge.PublishedUtc, merge.OtherPublishedUtc!.Value) + EventClustering.Window);
            }
        }

        return (first, last);
    }

    /// <summary>Whether an affected event, as it is stored, lists an article.</summary>
    public bool IsListed(ArticleFacts article) => _stored.EventOf(article.Id) is { } known && _known.Contains(known);

    /// <summary>Ids of the reports of affected events that are stored with another event, or with none.</summary>
    public IEnumerable<string> Moved() =>
        from found in _computed
        from report in found.Reports
        let id = report.Report.Facts.Id
        where _stored.EventOf(id) is { } before
            ? before.EventId != found.Id
            : !(_stored.Find(found.Id) is { Status: not EventStatus.Superseded } known && StoredEvents.ListsOnlySome(known))
        select id;

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private bool IsAffected(string articleId) => _byArticle.TryGetValue(articleId, out CorrectedEvent? found) && _computed.Contains(found);

    private void Add(CorrectedEvent found)
    {
        if (_computed.Add(found))
        {
            foreach ((Report report, _) in found.Reports)
            {
                if (_stored.EventOf(report.Facts.Id) is { } known)
                {
                    Add(known);
                }
            }
        }
    }

    private void Add(TradeEvent known)
    {
        if (_known.Add(known))
        {
            foreach (string article in known.Articles)
            {
                if (_byArticle.TryGetValue(article, out CorrectedEvent? found))
                {
                    Add(found);
                }
            }
        }
    }
}
