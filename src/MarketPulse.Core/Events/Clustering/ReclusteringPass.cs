namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// One run over the articles around a change: rebuilds the events that were open before it, then assigns the articles from the change on.
/// </summary>
internal sealed class ReclusteringPass
{
    private ReclusteringPass(DateTimeOffset lastChanged) => LastDifference = lastChanged;

    /// <summary>The events rebuilt or begun, in order of their first report.</summary>
    public List<EventDraft> Drafts { get; } = [];

    /// <summary>Event id by article id.</summary>
    public Dictionary<string, string> EventByArticle { get; } = new(StringComparer.Ordinal);

    /// <summary>Event id, or null, of each article whose event differs from what is stored.</summary>
    public Dictionary<string, string?> Differences { get; } = new(StringComparer.Ordinal);

    /// <summary>Time of the last article that was changed, or whose event differs.</summary>
    public DateTimeOffset LastDifference { get; private set; }

    /// <summary>Runs over articles.</summary>
    /// <param name="facts">The articles around the change, in order of time and id.</param>
    /// <param name="stored">The events stored around the change.</param>
    /// <param name="start">The first article to assign again.</param>
    /// <param name="lastChanged">Time of the last changed article.</param>
    public static ReclusteringPass Run(ArticleFacts[] facts, StoredEvents stored, ArticleFacts start, DateTimeOffset lastChanged)
    {
        var pass = new ReclusteringPass(lastChanged);
        var open = new OpenEvents();
        pass.Restore(open, facts.TakeWhile(article => article.Published < start.Published), stored);
        ArticleFacts[] again = [.. facts.SkipWhile(article => article.Published < start.Published)];
        foreach (Report[] together in EventClustering.ByTime(again.Where(article => article.Verdict.IsEvent)))
        {
            IReadOnlyDictionary<Report, EventDraft> assigned = open.Assign(together);
            pass.Drafts.AddRange(assigned.Values.Where(draft => draft.First.Facts.Published == together[0].Facts.Published).Distinct());
            foreach ((Report report, EventDraft draft) in assigned)
            {
                pass.EventByArticle[report.Facts.Id] = draft.Id;
            }
        }

        foreach (ArticleFacts article in again)
        {
            string? eventId = pass.EventByArticle.GetValueOrDefault(article.Id);
            if (IsDifferent(stored, article.Id, eventId))
            {
                pass.Differences[article.Id] = eventId;
                pass.LastDifference = article.Published > pass.LastDifference ? article.Published : pass.LastDifference;
            }
        }

        return pass;
    }

    /// <summary>The event that now has the first report of an event that is gone, or else any of its reports; null if none has.</summary>
    public string? Successor(TradeEvent gone) =>
        gone.Articles.Select(article => EventByArticle.GetValueOrDefault(article)).FirstOrDefault(id => id is not null);

    // Events that began before the range are closed at the start, so they are left out.
    private void Restore(OpenEvents open, IEnumerable<ArticleFacts> before, StoredEvents stored)
    {
        foreach (IGrouping<string?, ArticleFacts> articles in before.Where(article => article.Verdict.IsEvent)
            .GroupBy(article => stored.EventOf(article.Id)?.EventId, StringComparer.Ordinal))
        {
            if (articles.Key is { } id && articles.Any(article => article.Id == stored.Find(id)!.Articles[0]))
            {
                var draft = new EventDraft(articles.Select(article => new Report(article)));
                Drafts.Add(draft);
                foreach (ArticleFacts article in articles)
                {
                    EventByArticle[article.Id] = draft.Id;
                }
            }
        }

        open.Restore(Drafts);
    }

    // A report beyond those that an event lists does not influence what the event is recognised by, so it counts as unchanged.
    private static bool IsDifferent(StoredEvents stored, string articleId, string? eventId)
    {
        TradeEvent? before = stored.EventOf(articleId);
        bool isUnlisted = before is null && eventId is not null
            && stored.Find(eventId) is { Status: EventStatus.Live } live && StoredEvents.ListsOnlySome(live);
        return before?.EventId != eventId && !isUnlisted;
    }
}
