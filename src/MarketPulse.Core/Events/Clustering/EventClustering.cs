namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Groups articles into trade events: one event per act, however many articles report it. The result depends only on the articles, not on
/// the order in which they arrive: they are processed in order of time, those of one time together, and join events that began before them
/// or start new ones.
/// </summary>
public static class EventClustering
{
    /// <summary>
    /// How long after its first report an event accepts others. Counting from the first keeps a week of trade war from chaining into one
    /// event.
    /// </summary>
    public static TimeSpan Window { get; } = TimeSpan.FromHours(36);

    /// <summary>How far back novelty and <see cref="TradeEvent.Follows"/> look.</summary>
    public static TimeSpan Memory { get; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Clusters articles into events. Articles that report no development belong to none; a repeated article id counts once.
    /// </summary>
    /// <param name="articles">Classified articles, in any order.</param>
    public static ClusteredEvents Cluster(IEnumerable<ArticleFacts> articles) => Cluster(articles, []);

    /// <summary>
    /// Clusters articles into events and applies corrections to them. Articles that report no development belong to none; a repeated
    /// article id counts once.
    /// </summary>
    /// <param name="articles">Classified articles, in any order.</param>
    /// <param name="corrections">
    /// Corrections of their events, in any order; those that are revoked, or refer to no report, have no effect.
    /// </param>
    public static ClusteredEvents Cluster(IEnumerable<ArticleFacts> articles, IEnumerable<Correction> corrections) =>
        Cluster(articles, corrections, ClusteringRules.Shipped);

    /// <summary>Clusters articles into events by given rules.</summary>
    internal static ClusteredEvents Cluster(
        IEnumerable<ArticleFacts> articles, IEnumerable<Correction> corrections, ClusteringRules rules)
    {
        ArgumentNullException.ThrowIfNull(articles);
        ArgumentNullException.ThrowIfNull(corrections);
        var open = new OpenEvents(rules);
        var drafts = new List<EventDraft>();
        foreach (Report[] together in ByTime(Candidates(articles), rules))
        {
            IReadOnlyDictionary<Report, EventDraft> assigned = open.Assign(together);
            drafts.AddRange(assigned.Values.Where(draft => draft.First.Facts.Published == together[0].Facts.Published).Distinct());
        }

        IReadOnlyList<CorrectedEvent> corrected = new CorrectionSet(corrections).Apply(drafts);
        Dictionary<string, string> eventByArticle = corrected
            .SelectMany(found => found.Reports.Select(report => (report.Report.Facts.Id, EventId: found.Id)))
            .ToDictionary(pair => pair.Id, pair => pair.EventId, StringComparer.Ordinal);
        TradeEvent[] events = [.. corrected.Select(found => found.ToEvent())];
        Array.Sort(events, CompareEvents);
        var relations = new EventRelations();
        return new ClusteredEvents(
            [.. events.Where(found => found.Status == EventStatus.Live).Select(relations.Relate)], eventByArticle)
        {
            Voided = [.. events.Where(found => found.Status == EventStatus.Voided)],
        };
    }

    /// <summary>The articles that report a development, in order of time and id, each once.</summary>
    internal static IEnumerable<ArticleFacts> Candidates(IEnumerable<ArticleFacts> articles)
    {
        ArticleFacts[] candidates = [.. articles.Where(facts => facts.Verdict.IsEvent)];
        Array.Sort(candidates, Report.Compare);
        return candidates.DistinctBy(facts => facts.Id, StringComparer.Ordinal);
    }

    /// <summary>Divides articles that are in order of time into the reports of each time.</summary>
    internal static IEnumerable<Report[]> ByTime(IEnumerable<ArticleFacts> articles, ClusteringRules rules)
    {
        var together = new List<Report>();
        foreach (ArticleFacts facts in articles)
        {
            if (together.Count > 0 && together[0].Facts.Published != facts.Published)
            {
                yield return [.. together];
                together.Clear();
            }

            together.Add(new Report(facts, rules));
        }

        if (together.Count > 0)
        {
            yield return [.. together];
        }
    }

    /// <summary>Orders events by time, then by id.</summary>
    internal static int CompareEvents(TradeEvent one, TradeEvent other)
    {
        int byTime = one.EventTimeUtc.CompareTo(other.EventTimeUtc);
        return byTime != 0 ? byTime : string.CompareOrdinal(one.EventId, other.EventId);
    }
}

/// <summary>Events and the articles that report them.</summary>
/// <param name="Events">Live events in order of time and id. Revision and time of writing are not set.</param>
/// <param name="EventByArticle">Event id by article id, for the articles that report one, live or voided.</param>
public sealed record ClusteredEvents(IReadOnlyList<TradeEvent> Events, IReadOnlyDictionary<string, string> EventByArticle)
{
    /// <summary>The events that corrections void, in order of time and id.</summary>
    public IReadOnlyList<TradeEvent> Voided { get; init; } = [];
}
