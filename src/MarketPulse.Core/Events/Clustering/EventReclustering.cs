using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Brings stored events up to date when articles were added or judged anew, touching only what they change. The result is what
/// <see cref="EventClustering.Cluster"/> gives for all articles at once.
/// </summary>
/// <remarks>
/// A report's event depends on earlier reports only. So stored events are right up to the first changed article: those that were open then are rebuilt from the articles
/// they list, and from there on articles are assigned anew, until a whole <see cref="EventClustering.Window"/> has passed without a difference from what is stored:
/// then the open events, and all that follows, are the same.
/// </remarks>
public static class EventReclustering
{
    /// <summary>Computes what changes. Nothing is written; one caller at a time, under the cluster lease.</summary>
    /// <param name="changed">The articles added or judged anew; those that are no event take themselves out of theirs.</param>
    /// <param name="readFacts">Reads the classified articles published in [from, to), by time then id.</param>
    /// <param name="readEvents">Reads events with time in [from, to), ascending by id; superseded ones too when asked.</param>
    /// <param name="now">Time of writing, for the rows' stamp.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ClusterChange> RunAsync(
        IReadOnlyCollection<ArticleFacts> changed,
        Func<DateTimeOffset, DateTimeOffset, CancellationToken, IAsyncEnumerable<ArticleFacts>> readFacts,
        Func<DateTimeOffset, DateTimeOffset, bool, CancellationToken, IAsyncEnumerable<TradeEvent>> readEvents,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(readFacts);
        ArgumentNullException.ThrowIfNull(readEvents);
        if (changed.Count == 0)
        {
            return ClusterChange.None;
        }

        ArticleFacts start = changed.Order(Comparer<ArticleFacts>.Create(Report.Compare)).First();
        DateTimeOffset end = changed.Max(facts => facts.Published) + EventClustering.Window;
        while (true)
        {
            DateTimeOffset from = start.Published - EventClustering.Window;
            DateTimeOffset through = end + EventClustering.Window;
            StoredEvents stored = StoredEvents.Of(
                await ToListAsync(readEvents(from - EventClustering.Memory, through + EventClustering.Memory, true, cancellationToken), cancellationToken));
            if (!changed.Any(facts => facts.Verdict.IsEvent || stored.EventOf(facts.Id) is not null))
            {
                return ClusterChange.None;
            }

            List<ArticleFacts> visible = await ToListAsync(readFacts(from, through + TimeSpan.FromTicks(1), cancellationToken), cancellationToken);
            ArticleFacts[] facts = [.. changed.Concat(visible).Where(f => f.Published >= from && f.Published <= through).DistinctBy(f => f.Id, StringComparer.Ordinal)];
            Array.Sort(facts, Report.Compare);
            if (EarlierStart(facts, stored, start) is { } earlier)
            {
                start = earlier;
                continue;
            }

            Pass pass = Pass.Run(facts, stored, start, changed.Max(f => f.Published));
            if (pass.LastDifference + EventClustering.Window > end)
            {
                // Twice as far each time, so that reading again costs no more than reading once.
                end = pass.LastDifference + EventClustering.Window + (end - from);
                continue;
            }

            return Compare(pass, stored, changed, from, now);
        }
    }

    /// <summary>Where to start instead, when an event open at the start cannot be rebuilt from what it lists; null when all can.</summary>
    private static ArticleFacts? EarlierStart(ArticleFacts[] facts, StoredEvents stored, ArticleFacts start)
    {
        foreach (ArticleFacts article in facts.TakeWhile(article => Report.Compare(article, start) < 0))
        {
            if (stored.EventOf(article.Id) is { } tradeEvent
                && (!article.Verdict.IsEvent || (tradeEvent.Articles[0] == article.Id && StoredEvents.ListsOnlySome(tradeEvent))))
            {
                return article;
            }
        }

        return null;
    }

    private static ClusterChange Compare(Pass pass, StoredEvents stored, IReadOnlyCollection<ArticleFacts> changed, DateTimeOffset from, DateTimeOffset now)
    {
        Dictionary<string, TradeEvent> recomputed = pass.Drafts
            .Where(draft => draft.First.Facts.Published <= pass.LastDifference)
            .Select(draft => draft.ToEvent())
            .ToDictionary(tradeEvent => tradeEvent.EventId, StringComparer.Ordinal);
        TradeEvent[] gone = [.. stored.Live.Where(e => e.EventTimeUtc >= from && e.EventTimeUtc <= pass.LastDifference && !recomputed.ContainsKey(e.EventId))];

        var events = new List<TradeEvent>();
        var current = new List<TradeEvent>();
        var toScore = new List<TradeEvent>();
        foreach (TradeEvent related in Relate(recomputed, stored, gone, from, pass.LastDifference))
        {
            TradeEvent row = stored.Stamp(related, now);
            if (recomputed.ContainsKey(row.EventId))
            {
                current.Add(row);
            }

            if (stored.Differs(row))
            {
                events.Add(row);
                if (stored.Find(row.EventId)?.Revision != row.Revision)
                {
                    toScore.Add(row);
                }
            }
        }

        TradeEvent[] superseded =
        [
            .. gone.Select(e => e with { Status = EventStatus.Superseded, SupersededBy = pass.Successor(e), Revision = e.Revision + 1, ModifiedUtc = now }),
        ];
        var eventByArticle = new Dictionary<string, string?>(pass.Differences, StringComparer.Ordinal);
        foreach (ArticleFacts article in changed)
        {
            eventByArticle[article.Id] = pass.EventByArticle.GetValueOrDefault(article.Id);
        }

        return new ClusterChange(events, superseded, toScore, current, eventByArticle);
    }

    private static IEnumerable<TradeEvent> Relate(
        Dictionary<string, TradeEvent> recomputed, StoredEvents stored, TradeEvent[] gone, DateTimeOffset from, DateTimeOffset lastDifference)
    {
        HashSet<string> left = [.. gone.Select(e => e.EventId)];
        var relations = new EventRelations();
        TradeEvent[] all = [.. stored.Live.Where(e => !left.Contains(e.EventId) && !recomputed.ContainsKey(e.EventId)), .. recomputed.Values];
        Array.Sort(all, EventClustering.CompareEvents);
        foreach (TradeEvent tradeEvent in all.Where(e => e.EventTimeUtc <= lastDifference + EventClustering.Memory))
        {
            if (tradeEvent.EventTimeUtc < from)
            {
                relations.Remember(tradeEvent);
            }
            else
            {
                yield return relations.Relate(tradeEvent);
            }
        }
    }

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> source, CancellationToken cancellationToken)
    {
        var list = new List<T>();
        await foreach (T item in source.WithCancellation(cancellationToken))
        {
            list.Add(item);
        }

        return list;
    }

    /// <summary>One run over the articles around the change.</summary>
    private sealed class Pass
    {
        public List<EventDraft> Drafts { get; } = [];

        public Dictionary<string, string> EventByArticle { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string?> Differences { get; } = new(StringComparer.Ordinal);

        public DateTimeOffset LastDifference { get; private set; }

        public static Pass Run(ArticleFacts[] facts, StoredEvents stored, ArticleFacts start, DateTimeOffset lastChanged)
        {
            var pass = new Pass { LastDifference = lastChanged };
            var open = new OpenEvents();
            var rebuilt = new Dictionary<string, EventDraft>(StringComparer.Ordinal);
            foreach (ArticleFacts article in facts)
            {
                bool rebuilding = Report.Compare(article, start) < 0;
                EventDraft? draft = !article.Verdict.IsEvent ? null
                    : rebuilding ? Rebuild(open, rebuilt, stored.EventOf(article.Id), article)
                    : open.Assign(new Report(article));
                if (draft is { Reports.Count: 1 })
                {
                    pass.Drafts.Add(draft);
                }

                if (draft is not null)
                {
                    pass.EventByArticle[article.Id] = draft.Id;
                }

                if (!rebuilding && IsDifferent(stored, article.Id, draft?.Id))
                {
                    pass.Differences[article.Id] = draft?.Id;
                    pass.LastDifference = article.Published > pass.LastDifference ? article.Published : pass.LastDifference;
                }
            }

            return pass;
        }

        /// <summary>The event that took over the first report of a vanished one, or else any of its reports.</summary>
        public string? Successor(TradeEvent gone) => gone.Articles.Select(article => EventByArticle.GetValueOrDefault(article)).FirstOrDefault(id => id is not null);

        private static EventDraft? Rebuild(OpenEvents open, Dictionary<string, EventDraft> rebuilt, TradeEvent? tradeEvent, ArticleFacts article)
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
                // It began before the range and is closed at the start.
                return null;
            }

            draft = open.Start(new Report(article));
            rebuilt.Add(tradeEvent.EventId, draft);
            return draft;
        }

        // A report beyond those an event lists is taken to be where it was: it has no say in what the event is recognised by.
        private static bool IsDifferent(StoredEvents stored, string articleId, string? eventId)
        {
            TradeEvent? before = stored.EventOf(articleId);
            bool unlisted = before is null && eventId is not null && stored.Find(eventId) is { Status: EventStatus.Live } live && StoredEvents.ListsOnlySome(live);
            return before?.EventId != eventId && !unlisted;
        }
    }

    /// <summary>The events stored around the change.</summary>
    private sealed class StoredEvents
    {
        private static readonly HashSet<string> NotContent = ["revision", "modifiedutc", "engineversion", "schemaversion", "openuntil", "traceid"];
        private static readonly HashSet<string> ScoredFrom =
            ["eventtimeutc", "timeresolution", "stance", "intensity", "certainty", "measures", "topics", "actors", "pairs", "status", "lexiconversion"];

        private static readonly RowColumn[] Content = [.. RowSchema.Of<TradeEvent>().Columns.Where(column => !NotContent.Contains(column.Name))];
        private static readonly RowColumn[] Facts = [.. Content.Where(column => ScoredFrom.Contains(column.Name))];

        private readonly Dictionary<string, TradeEvent> _byId;
        private readonly Dictionary<string, TradeEvent> _byArticle = new(StringComparer.Ordinal);

        private StoredEvents(List<TradeEvent> events)
        {
            _byId = events.ToDictionary(e => e.EventId, StringComparer.Ordinal);
            Live = [.. events.Where(e => e.Status == EventStatus.Live)];
            foreach (TradeEvent tradeEvent in Live)
            {
                foreach (string article in tradeEvent.Articles)
                {
                    _byArticle[article] = tradeEvent;
                }
            }
        }

        public IReadOnlyList<TradeEvent> Live { get; }

        public static StoredEvents Of(List<TradeEvent> events) => new(events);

        public static bool ListsOnlySome(TradeEvent tradeEvent) => tradeEvent.Sources > tradeEvent.Articles.Count;

        public TradeEvent? Find(string eventId) => _byId.GetValueOrDefault(eventId);

        public TradeEvent? EventOf(string articleId) => _byArticle.GetValueOrDefault(articleId);

        public bool Differs(TradeEvent row) => Find(row.EventId) is not { } stored || !AreEqual(stored, row, Content);

        /// <summary>The row to store: revision raised when what scores are computed from changed, and what others keep on the row kept.</summary>
        public TradeEvent Stamp(TradeEvent computed, DateTimeOffset now)
        {
            if (Find(computed.EventId) is not { } stored)
            {
                return computed with { Revision = 1, ModifiedUtc = now };
            }

            TradeEvent row = computed with { TraceId = stored.TraceId, OpenUntil = stored.OpenUntil, Revision = stored.Revision };
            return AreEqual(stored, row, Content)
                ? stored
                : row with { ModifiedUtc = now, EngineVersion = Contract.EngineVersion.Current, Revision = stored.Revision + (AreEqual(stored, row, Facts) ? 0 : 1) };
        }

        private static bool AreEqual(TradeEvent one, TradeEvent other, RowColumn[] columns) =>
            Array.TrueForAll(columns, column => (column.Read(one), column.Read(other)) switch
            {
                (IReadOnlyList<string> a, IReadOnlyList<string> b) => a.SequenceEqual(b, StringComparer.Ordinal),
                var (a, b) => Equals(a, b),
            });
    }
}

/// <summary>What a change of articles does to the stored events.</summary>
/// <param name="Events">Live rows to write, new or different from those stored; revisions are raised where the facts changed.</param>
/// <param name="Superseded">Rows to write for events that are no more, with their successor; their scores are to be deleted.</param>
/// <param name="ToScore">Those of <paramref name="Events"/> that are new or have a new revision.</param>
/// <param name="Current">Every live event around the change as it now stands, changed or not: what a repeated run may have left unsent.</param>
/// <param name="EventByArticle">The event of each changed article and of each that changed its event; null for none.</param>
public sealed record ClusterChange(
    IReadOnlyList<TradeEvent> Events,
    IReadOnlyList<TradeEvent> Superseded,
    IReadOnlyList<TradeEvent> ToScore,
    IReadOnlyList<TradeEvent> Current,
    IReadOnlyDictionary<string, string?> EventByArticle)
{
    /// <summary>Nothing changes.</summary>
    public static ClusterChange None { get; } = new([], [], [], [], new Dictionary<string, string?>(StringComparer.Ordinal));
}
