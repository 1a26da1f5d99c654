using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Updates the events with classified articles, under the cluster lease. Articles that arrive during a run are handled together by the next
/// one, because re-clustering a period costs the same for one article as for many.
/// </summary>
/// <param name="stores">Stores of the articles, events and corrections.</param>
/// <param name="scores">Store of the scores, from which those of events that are no longer live are deleted.</param>
/// <param name="lease">Ensures that one worker at a time re-clusters.</param>
/// <param name="upcoming">Keeps the rows of dates ahead those of the events.</param>
/// <param name="queue">Queue for the messages that have events scored.</param>
/// <param name="clock">Current time, for time stamps.</param>
public sealed class UpdateEvents(
    ClusterStores stores,
    IScoreStore scores,
    UpdateUpcoming upcoming,
    IClusterLease lease,
    IWorkQueue queue,
    TimeProvider clock) : IDisposable
{
    private const int MaxAttempts = 3;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly List<Waiting> _waiting = [];

    /// <summary>
    /// Updates the events with an article, and with the corrections that refer to it. Completes once all changes are stored and the
    /// messages that follow from them are sent.
    /// </summary>
    /// <param name="article">The classified article.</param>
    /// <param name="cancellationToken">Stops between requests; a retry completes the work.</param>
    public async Task RunAsync(StoredArticle article, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(article);
        var own = new Waiting(article, MarketPulseTelemetry.TraceParent, MarketPulseTelemetry.TraceId);
        lock (_gate)
        {
            _waiting.Add(own);
        }

        try
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                if (!own.IsDone)
                {
                    await RunWithOthersAsync(own, cancellationToken);
                }
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            lock (_gate)
            {
                _waiting.Remove(own);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task RunWithOthersAsync(Waiting own, CancellationToken cancellationToken)
    {
        Waiting[] together;
        lock (_gate)
        {
            // Limited to nearby articles, because everything between the first and the last is read.
            together =
            [
                own,
                .. _waiting.Where(other => other != own
                    && (other.Facts.Published - own.Facts.Published).Duration() <= EventClustering.Memory),
            ];
        }

        if (together.Length > 1)
        {
            try
            {
                await RunTogetherAsync(together, cancellationToken);
                Array.ForEach(together, one => one.IsDone = true);
                return;
            }
#pragma warning disable CA1031 // Articles are then handled one at a time, so that only the faulty one fails.
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                // What the run had begun is completed, as for a message that is delivered twice.
            }
        }

        await RunTogetherAsync([own], cancellationToken);
    }

    /// <summary>Runs until no other run has changed the same events meanwhile.</summary>
    private async Task RunTogetherAsync(Waiting[] together, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await RunOnceAsync(together, cancellationToken);
                return;
            }
            catch (StaleRunException) when (attempt < MaxAttempts)
            {
                // What was read is outdated, and so may be what has been written. The next attempt reads both.
            }
        }
    }

    private async Task RunOnceAsync(Waiting[] together, CancellationToken cancellationToken)
    {
        await using IHeldLease held = await lease.AcquireAsync(cancellationToken);
        var reading = new ClusterReading(stores);
        ClusterChange change = await EventReclustering.RunAsync(
            [.. together.Select(one => one.Facts)],
            reading.ReadReportsAsync,
            reading.ReadEventsAsync,
            stores.Corrections.ReadAsync,
            clock.GetUtcNow(),
            cancellationToken);
        var traces = new Traces(together, change);
        IReadOnlyList<EventAttribution> attributions = reading.Attributions(change, together.Select(one => one.Article));
        IReadOnlyList<EventUpdate> changes = reading.Changes(
            change.Events.Concat(change.Superseded).Select(row => row.TraceId is null ? row with { TraceId = traces.IdFor(row) } : row),
            attributions,
            clock.GetUtcNow());
        TradeEvent[] revised = [.. changes.Where(one => one.Row.Revision != one.Before?.Revision).Select(one => one.Row)];
        TradeEvent[] dated = [.. changes.Where(one => !HaveSameDates(one)).Select(one => one.Row)];
        string[] left = [.. together.SelectMany(one => one.Unfinished.Concat(reading.Unfinished(one.Facts.Id))).Distinct()];
        string[] unfinished = [.. revised.Concat(dated).Select(row => row.EventId).Union(left)];
        Array.ForEach(together, one => one.Unfinished = unfinished);

        // The events are saved last: the next run compares with them, so a run that stops before this point is repeated in full.
        held.ThrowIfLost();
        await stores.Articles.SaveEventsAsync(WithUnfinished(attributions, together, reading), cancellationToken);
        held.ThrowIfLost();
        await stores.Events.UpdateAsync(changes, cancellationToken);

        // A worker that was stopped during the write may have written after the next holder had read.
        held.ThrowIfLost();
        IReadOnlyList<TradeEvent> again = await FindAsync(left, changes, cancellationToken);
        await upcoming.RunAsync([.. dated.UnionBy(again, e => e.EventId)], cancellationToken);
        await FinishAsync([.. revised.UnionBy(again, e => e.EventId)], left.Length > 0, traces, cancellationToken);
        if (unfinished.Length > 0)
        {
            held.ThrowIfLost();
            await stores.Articles.SetFinishedAsync([.. together.Select(one => one.Facts)], cancellationToken);
            Array.ForEach(together, one => one.Unfinished = []);
        }

        foreach (TradeEvent found in change.ToScore.Where(e => e is { Revision: 1, Status: EventStatus.Live }))
        {
            MarketPulseTelemetry.EventFound(found.Stance);
        }
    }

    /// <summary>
    /// The attributions to store. The articles of this run also note which events are to be scored or deleted: once the events are stored,
    /// comparing them no longer shows it.
    /// </summary>
    private static EventAttribution[] WithUnfinished(
        IReadOnlyList<EventAttribution> attributions, Waiting[] together, ClusterReading reading)
    {
        Dictionary<string, EventAttribution> all = attributions.ToDictionary(one => one.ArticleId, StringComparer.Ordinal);
        foreach (Waiting own in together.Where(one => one.Unfinished.Count > 0))
        {
            EventAttribution attribution = all.GetValueOrDefault(own.Facts.Id) ?? reading.Unchanged(own.Article);
            all[own.Facts.Id] = attribution with { Unfinished = own.Unfinished };
        }

        return [.. all.Values];
    }

    private static bool HaveSameDates(EventUpdate change) => change.Before is { } before
        ? UpcomingCalendar.HaveSameRows(before, change.Row)
        : change.Row.Scheduled.Count == 0;

    /// <summary>The events that an earlier run left unfinished, as they are stored now.</summary>
    private async Task<IReadOnlyList<TradeEvent>> FindAsync(
        string[] left, IReadOnlyList<EventUpdate> changes, CancellationToken cancellationToken)
    {
        Dictionary<string, TradeEvent> changed = changes.ToDictionary(one => one.Row.EventId, one => one.Row, StringComparer.Ordinal);
        var found = new List<TradeEvent>();
        foreach (string eventId in left)
        {
            if ((changed.GetValueOrDefault(eventId) ?? await stores.Events.FindAsync(eventId, cancellationToken)) is { } tradeEvent)
            {
                found.Add(tradeEvent);
            }
        }

        return found;
    }

    /// <summary>Deletes the scores of events that are no longer live and has the others scored.</summary>
    /// <param name="events">The events that a run has changed, or left unfinished.</param>
    /// <param name="restoresTags">Whether some are from a run that may have stopped before it wrote their tags.</param>
    /// <param name="traces">The traces that the messages continue.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    private async Task FinishAsync(TradeEvent[] events, bool restoresTags, Traces traces, CancellationToken cancellationToken)
    {
        if (restoresTags && events.Length > 0)
        {
            await stores.Events.RestoreTagsAsync(events.Min(e => e.EventTimeUtc), events.Max(e => e.EventTimeUtc), cancellationToken);
        }

        foreach (TradeEvent gone in events.Where(e => e.Status != EventStatus.Live))
        {
            await scores.DeleteEventAsync(gone.EventId, cancellationToken);
        }

        // What is gone is sent too: the events around it overlap with one event less.
        OutgoingMessage[] messages =
        [
            .. events.Select(e => WorkMessage.ForScore(e, barsThrough: null, poll: null, traces.ParentFor(e))),
        ];
        await queue.SendAsync(QueueNames.Scores, messages, cancellationToken);
    }

    /// <summary>An article waiting for its turn, with the trace of its message.</summary>
    private sealed class Waiting(StoredArticle article, string? traceParent, string? traceId)
    {
        public StoredArticle Article => article;

        public ArticleFacts Facts => article.Facts!;

        public string? TraceParent => traceParent;

        public string? TraceId => traceId;

        /// <summary>Ids of the events that a run has changed because of the article, until they are sent on.</summary>
        public IReadOnlyList<string> Unfinished { get; set; } = article.Unfinished;

        public bool IsDone { get; set; }
    }

    /// <summary>Finds the trace that an event continues: that of its own article, otherwise that of the article whose turn it is.</summary>
    private sealed class Traces(Waiting[] together, ClusterChange change)
    {
        private readonly Dictionary<string, Waiting> _byEvent = together
            .Select(one => (Event: change.EventByArticle.GetValueOrDefault(one.Facts.Id), Article: one))
            .Where(pair => pair.Event is not null)
            .GroupBy(pair => pair.Event!, pair => pair.Article, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.MinBy(one => one.Facts.Published)!, StringComparer.Ordinal);

        public string? IdFor(TradeEvent row) => For(row).TraceId;

        public string? ParentFor(TradeEvent row) => For(row).TraceParent;

        private Waiting For(TradeEvent row) => _byEvent.GetValueOrDefault(row.EventId, together[0]);
    }
}
