namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Turns articles into trade events: one event per act, however many articles report it. A pure function of the articles' time, id and verdict: the order in which
/// they arrive does not matter, because they are taken in order of time and id and each finds its event among those begun before it.
/// </summary>
public static class EventClustering
{
    /// <summary>How long after its first report an event can take another one. Counted from the first, so that a week of trade war does not chain into one event.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromHours(36);

    /// <summary>How far back novelty and <see cref="TradeEvent.Follows"/> look.</summary>
    public static TimeSpan Memory { get; } = TimeSpan.FromDays(30);

    /// <summary>The events that the articles report. Articles that report no development are in none; a repeated article id counts once.</summary>
    public static ClusteredEvents Cluster(IEnumerable<ArticleFacts> articles)
    {
        ArgumentNullException.ThrowIfNull(articles);
        var open = new OpenEvents();
        var drafts = new List<EventDraft>();
        var eventByArticle = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ArticleFacts facts in Candidates(articles))
        {
            EventDraft draft = open.Assign(new Report(facts));
            if (draft.Reports.Count == 1)
            {
                drafts.Add(draft);
            }

            eventByArticle.Add(facts.Id, draft.Id);
        }

        var relations = new EventRelations();
        TradeEvent[] events = [.. drafts.Select(draft => draft.ToEvent())];
        Array.Sort(events, CompareEvents);
        return new ClusteredEvents([.. events.Select(relations.Relate)], eventByArticle);
    }

    /// <summary>The articles that report a development, in order of time and id, each once.</summary>
    internal static IEnumerable<ArticleFacts> Candidates(IEnumerable<ArticleFacts> articles)
    {
        ArticleFacts[] candidates = [.. articles.Where(facts => facts.Verdict.IsEvent)];
        Array.Sort(candidates, Report.Compare);
        return candidates.DistinctBy(facts => facts.Id, StringComparer.Ordinal);
    }

    internal static int CompareEvents(TradeEvent one, TradeEvent other)
    {
        int byTime = one.EventTimeUtc.CompareTo(other.EventTimeUtc);
        return byTime != 0 ? byTime : string.CompareOrdinal(one.EventId, other.EventId);
    }
}

/// <summary>Events, and which of them each article reports.</summary>
/// <param name="Events">Live events in order of time and id; revision and time of writing are not set.</param>
/// <param name="EventByArticle">Event id by article id, for the articles that report one.</param>
public sealed record ClusteredEvents(IReadOnlyList<TradeEvent> Events, IReadOnlyDictionary<string, string> EventByArticle);
