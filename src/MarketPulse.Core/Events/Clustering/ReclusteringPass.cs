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
        var rebuilt = new Dictionary<string, EventDraft>(StringComparer.Ordinal);
        foreach (ArticleFacts article in facts)
        {
            bool isBeforeStart = Report.Compare(article, start) < 0;
            EventDraft? draft = !article.Verdict.IsEvent ? null
                : isBeforeStart ? Rebuild(open, rebuilt, stored.EventOf(article.Id), article)
                : open.Assign(new Report(article));
            if (draft is { Reports.Count: 1 })
            {
                pass.Drafts.Add(draft);
            }

            if (draft is not null)
            {
                pass.EventByArticle[article.Id] = draft.Id;
            }

            if (!isBeforeStart && IsDifferent(stored, article.Id, draft?.Id))
            {
                pass.Differences[article.Id] = draft?.Id;
                pass.LastDifference = article.Published > pass.LastDifference ? article.Published : pass.LastDifference;
            }
        }

        return pass;
    }

    /// <summary>The event that now has the first report of an event that is gone, or else any of its reports; null if none has.</summary>
    public string? Successor(TradeEvent gone) =>
        gone.Articles.Select(article => EventByArticle.GetValueOrDefault(article)).FirstOrDefault(id => id is not null);

    private static EventDraft? Rebuild(
        OpenEvents open, Dictionary<string, EventDraft> rebuilt, TradeEvent? tradeEvent, ArticleFacts article)
    {
        if (tradeEvent is null)
        {
            return null;
        }

        if (rebuilt.TryGetValue(tradeEvent.EventId, out EventDraft? draft))
        {
            return open.Join(draft, new Report(article));
        }

        if (tradeEvent.Articles[0] != article.Id)
        {
            // The event began before the range, so it is closed at the start.
            return null;
        }

        draft = open.Start(new Report(article));
        rebuilt.Add(tradeEvent.EventId, draft);
        return draft;
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
