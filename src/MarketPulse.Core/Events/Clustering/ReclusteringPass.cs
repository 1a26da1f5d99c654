namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// One run over the articles around a change: rebuilds the events that were open before it, then assigns the articles from the change on.
/// </summary>
internal sealed class ReclusteringPass
{
    private readonly List<EventDraft> _drafts = [];
    private readonly Dictionary<string, string> _groupByArticle = new(StringComparer.Ordinal);

    private ReclusteringPass(DateTimeOffset lastChanged) => LastDifference = lastChanged;

    /// <summary>The events rebuilt or begun.</summary>
    public IReadOnlyList<CorrectedEvent> Events { get; private set; } = [];

    /// <summary>Event id by article id.</summary>
    public Dictionary<string, string> EventByArticle { get; } = new(StringComparer.Ordinal);

    /// <summary>The groups of reports of which the events are made, restored or begun.</summary>
    public IReadOnlyList<EventDraft> Groups => _drafts;

    /// <summary>Articles from the start on whose group differs from what is stored.</summary>
    public HashSet<string> Differences { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Time of the last article that was changed, or whose group differs. Corrections do not influence the groups, so they are left out.
    /// </summary>
    public DateTimeOffset LastDifference { get; private set; }

    /// <summary>Runs over articles.</summary>
    /// <param name="facts">The articles around the change, in order of time and id.</param>
    /// <param name="stored">The events stored around the change.</param>
    /// <param name="start">The first article to assign again.</param>
    /// <param name="lastChanged">Time of the last changed article.</param>
    /// <param name="corrections">The corrections that concern the articles.</param>
    public static ReclusteringPass Run(
        ArticleFacts[] facts, StoredEvents stored, ArticleFacts start, DateTimeOffset lastChanged, CorrectionSet corrections)
    {
        var pass = new ReclusteringPass(lastChanged);
        var open = new OpenEvents(ClusteringRules.Shipped);
        pass.Restore(open, facts.TakeWhile(article => article.Published < start.Published), stored);
        ArticleFacts[] again = [.. facts.SkipWhile(article => article.Published < start.Published)];
        foreach (Report[] together in EventClustering.ByTime(again.Where(article => article.Verdict.IsEvent), ClusteringRules.Shipped))
        {
            IReadOnlyDictionary<Report, EventDraft> assigned = open.Assign(together);
            pass._drafts.AddRange(assigned.Values.Where(draft => draft.First.Facts.Published == together[0].Facts.Published).Distinct());
        }

        pass.Correct(corrections);
        foreach (ArticleFacts article in again)
        {
            if (pass.IsDifferent(stored, article.Id))
            {
                pass.Differences.Add(article.Id);
                pass.LastDifference = article.Published > pass.LastDifference ? article.Published : pass.LastDifference;
            }
        }

        return pass;
    }

    /// <summary>The event that now has the first report of an event that is gone, or else any of its reports; null if none has.</summary>
    public string? Successor(TradeEvent gone) =>
        gone.Articles.Select(article => EventByArticle.GetValueOrDefault(article)).FirstOrDefault(id => id is not null);

    private void Correct(CorrectionSet corrections)
    {
        Events = corrections.Apply(_drafts);
        foreach (CorrectedEvent found in Events)
        {
            foreach ((Report report, string group) in found.Reports)
            {
                EventByArticle[report.Facts.Id] = found.Id;
                _groupByArticle[report.Facts.Id] = group;
            }
        }
    }

    // Groups that began before the range are closed at the start, so they are left out.
    private void Restore(OpenEvents open, IEnumerable<ArticleFacts> before, StoredEvents stored)
    {
        foreach (IGrouping<string?, ArticleFacts> articles in before.Where(article => article.Verdict.IsEvent)
            .GroupBy(article => stored.GroupOf(article.Id), StringComparer.Ordinal))
        {
            if (articles.Key is { } first && articles.Any(article => article.Id == first))
            {
                _drafts.Add(new EventDraft(articles.Select(article => new Report(article, ClusteringRules.Shipped))));
            }
        }

        open.Restore(_drafts);
    }

    // A report beyond those that an event lists does not influence what the event is recognised by, so it counts as unchanged. That does
    // not hold for an event of several groups: the report may be among the first of its group.
    private bool IsDifferent(StoredEvents stored, string articleId)
    {
        string? before = stored.GroupOf(articleId);
        string? group = _groupByArticle.GetValueOrDefault(articleId);
        bool isUnlisted = before is null && group is not null && stored.GroupOf(group) == group
            && stored.EventOf(group) is { ReportGroups.Count: <= 1 } known && StoredEvents.ListsOnlySome(known);
        return before != group && !isUnlisted;
    }
}
