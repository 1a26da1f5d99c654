namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Updates stored events after articles were added, classified again or corrected, and touches only what they change. The result is the
/// same as <see cref="EventClustering.Cluster(IEnumerable{ArticleFacts}, IEnumerable{Correction})"/> gives for all articles and corrections
/// at once.
/// </summary>
/// <remarks>
/// The event of a report depends on reports of its time and earlier ones only, so stored events are correct up to the time of the first
/// changed article. Events that were open at that time are rebuilt from the articles they list. From there on, articles are assigned again
/// until a whole <see cref="EventClustering.Window"/> has passed without a difference from what is stored: by then the open events, and
/// everything after them, are the same.
/// <para>
/// Corrections are applied to the groups that clustering alone gives, which the rows keep as <see cref="TradeEvent.ReportGroups"/>. A merge
/// connects groups up to <see cref="Correction.Reach"/> apart, so what is read extends over all groups that merges connect with the change.
/// </para>
/// </remarks>
public static class EventReclustering
{
    // Superseded events are read too, so that an event that comes back continues their revisions.
    private const bool IncludeSuperseded = true;

    /// <summary>Computes what changes. Writes nothing. Only one caller may run at a time, under the cluster lease.</summary>
    /// <param name="changed">
    /// The articles that were added or classified again, and those to which new or revoked corrections refer. Those that report no event
    /// leave theirs.
    /// </param>
    /// <param name="readFacts">Reads the classified articles published in [from, to), in order of time and id.</param>
    /// <param name="readEvents">Reads the events with a time in [from, to), in order of id; superseded ones too if asked.</param>
    /// <param name="readCorrections">
    /// Reads the corrections of reports published in [from, to), revoked ones included: those whose <see cref="Correction.PublishedUtc"/>
    /// lies there.
    /// </param>
    /// <param name="now">Time of writing, stamped on the rows.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<ClusterChange> RunAsync(
        IReadOnlyCollection<ArticleFacts> changed,
        Func<DateTimeOffset, DateTimeOffset, CancellationToken, IAsyncEnumerable<ArticleFacts>> readFacts,
        Func<DateTimeOffset, DateTimeOffset, bool, CancellationToken, IAsyncEnumerable<TradeEvent>> readEvents,
        Func<DateTimeOffset, DateTimeOffset, CancellationToken, IAsyncEnumerable<Correction>> readCorrections,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(readFacts);
        ArgumentNullException.ThrowIfNull(readEvents);
        ArgumentNullException.ThrowIfNull(readCorrections);
        if (changed.Count == 0)
        {
            return ClusterChange.None;
        }

        ArticleFacts start = changed.Order(Comparer<ArticleFacts>.Create(Report.Compare)).First();
        DateTimeOffset lastChanged = changed.Max(facts => facts.Published);
        DateTimeOffset end = lastChanged + EventClustering.Window;
        (DateTimeOffset From, DateTimeOffset Through) needed = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        while (true)
        {
            DateTimeOffset began = start.Published - EventClustering.Window;
            DateTimeOffset from = began < needed.From ? began : needed.From;
            DateTimeOffset through = end + EventClustering.Window > needed.Through ? end + EventClustering.Window : needed.Through;

            // A merge is stored under the earlier of its reports.
            var corrections = new CorrectionSet(await ToListAsync(
                readCorrections(from - Correction.Reach, through + TimeSpan.FromTicks(1), cancellationToken), cancellationToken));
            TimeSpan margin = EventClustering.Memory + (corrections.MovesTimes ? Correction.Reach : TimeSpan.Zero);
            var stored = new StoredEvents(await ToListAsync(
                readEvents(from - margin, through + margin, IncludeSuperseded, cancellationToken), cancellationToken));
            if (!changed.Any(facts => facts.Verdict.IsEvent || stored.EventOf(facts.Id) is not null))
            {
                return ClusterChange.None;
            }

            List<ArticleFacts> visible =
                await ToListAsync(readFacts(from, through + TimeSpan.FromTicks(1), cancellationToken), cancellationToken);
            ArticleFacts[] facts =
            [
                .. changed.Concat(visible)
                    .Where(facts => facts.Published >= from && facts.Published <= through)
                    .DistinctBy(facts => facts.Id, StringComparer.Ordinal),
            ];
            Array.Sort(facts, Report.Compare);
            if (EarlierStart(facts.Where(article => article.Published >= began), stored, start) is { } earlier)
            {
                start = earlier;
                continue;
            }

            ReclusteringPass pass = ReclusteringPass.Run(facts, stored, start, lastChanged, corrections);
            if (pass.LastDifference + EventClustering.Window > end)
            {
                // Twice as far each time, so that all readings together cost no more than two of the last one.
                end = pass.LastDifference + EventClustering.Window + (end - from);
                continue;
            }

            var affected = new AffectedEvents(pass, stored, began);
            needed = affected.Needed(facts, corrections, from, through);
            if (needed.From < from || needed.Through > through)
            {
                continue;
            }

            if (EarlierStart(facts.Where(affected.IsListed), stored, start) is { } first)
            {
                start = first;
                continue;
            }

            return Compare(pass, affected, stored, changed, began, now);
        }
    }

    /// <summary>
    /// Where to start instead if an event that is open at the start cannot be rebuilt from the articles it lists; null if all can.
    /// </summary>
    private static ArticleFacts? EarlierStart(IEnumerable<ArticleFacts> facts, StoredEvents stored, ArticleFacts start)
    {
        foreach (ArticleFacts article in facts.TakeWhile(article => article.Published < start.Published))
        {
            if (stored.EventOf(article.Id) is { } tradeEvent
                && (!article.Verdict.IsEvent || (tradeEvent.Articles[0] == article.Id && StoredEvents.ListsOnlySome(tradeEvent))))
            {
                return article;
            }
        }

        return null;
    }

    private static ClusterChange Compare(
        ReclusteringPass pass,
        AffectedEvents affected,
        StoredEvents stored,
        IReadOnlyCollection<ArticleFacts> changed,
        DateTimeOffset began,
        DateTimeOffset now)
    {
        Dictionary<string, TradeEvent> recomputed = affected.Computed
            .Select(found => found.ToEvent())
            .ToDictionary(tradeEvent => tradeEvent.EventId, StringComparer.Ordinal);
        TradeEvent[] gone = [.. affected.Known.Where(e => !recomputed.ContainsKey(e.EventId))];
        DateTimeOffset[] times = [.. recomputed.Values.Concat(affected.Known).Select(e => e.EventTimeUtc), began, pass.LastDifference];
        TradeEvent[] rows =
        [
            .. Relate(recomputed, Unchanged(stored, recomputed, gone), times.Min(), times.Max())
                .Concat(recomputed.Values.Where(e => e.Status == EventStatus.Voided))
                .Select(related => stored.Stamp(related, now)),
        ];
        TradeEvent[] different = [.. rows.Where(stored.Differs)];
        Dictionary<string, string?> eventByArticle = pass.Differences.Concat(affected.Moved())
            .Concat(changed.Select(article => article.Id)).Distinct(StringComparer.Ordinal)
            .ToDictionary(id => id, id => pass.EventByArticle.GetValueOrDefault(id), StringComparer.Ordinal);
        return new ClusterChange(
            Events: different,
            Superseded: [.. gone.Select(e => Supersede(e, pass.Successor(e), now))],
            ToScore: [.. different.Where(row => stored.Find(row.EventId)?.Revision != row.Revision)],
            Current: [.. rows.Where(row => recomputed.ContainsKey(row.EventId))],
            eventByArticle);
    }

    private static TradeEvent Supersede(TradeEvent gone, string? successor, DateTimeOffset now) =>
        gone with { Status = EventStatus.Superseded, SupersededBy = successor, Revision = gone.Revision + 1, ModifiedUtc = now };

    private static IEnumerable<TradeEvent> Unchanged(StoredEvents stored, Dictionary<string, TradeEvent> recomputed, TradeEvent[] gone)
    {
        HashSet<string> left = [.. gone.Select(e => e.EventId)];
        return stored.Current.Where(e => !left.Contains(e.EventId) && !recomputed.ContainsKey(e.EventId));
    }

    // Novelty and precursors of all events that the change can affect: those from its start to the end of their memory.
    private static IEnumerable<TradeEvent> Relate(
        Dictionary<string, TradeEvent> recomputed, IEnumerable<TradeEvent> unchanged, DateTimeOffset from, DateTimeOffset last)
    {
        var relations = new EventRelations();
        TradeEvent[] all = [.. unchanged.Concat(recomputed.Values).Where(e => e.Status == EventStatus.Live)];
        Array.Sort(all, EventClustering.CompareEvents);
        foreach (TradeEvent tradeEvent in all.Where(e => e.EventTimeUtc <= last + EventClustering.Memory))
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
}
