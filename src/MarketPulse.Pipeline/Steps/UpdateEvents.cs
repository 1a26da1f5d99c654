using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Brings the events up to date with classified articles, under the cluster lease. Articles that come while another run is under way are taken together by the
/// next: re-clustering a stretch of time costs the same for one of them as for all.
/// </summary>
/// <param name="articles">The articles and their verdicts.</param>
/// <param name="events">The events.</param>
/// <param name="scores">Scores of events that another took the place of are deleted here.</param>
/// <param name="lease">One worker re-clusters at a time.</param>
/// <param name="queue">Takes the events to score.</param>
/// <param name="clock">Stamps the rows.</param>
public sealed class UpdateEvents(
    IArticleStore articles, IEventStore events, IScoreStore scores, IClusterLease lease, IWorkQueue queue, TimeProvider clock) : IDisposable
{
    /// <summary>How far the events that one article changes lie from it: a few windows in a row.</summary>
    private static readonly TimeSpan Touched = 4 * EventClustering.Window;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly List<Waiting> _waiting = [];

    /// <summary>Returns when the events are up to date with the article, and everything that follows is stored and sent.</summary>
    /// <param name="facts">What the detector saw.</param>
    /// <param name="isRepeat">Whether the article was classified by an earlier run, which may have ended at any point after.</param>
    /// <param name="cancellationToken">Stops between requests; a repeat goes on.</param>
    public async Task RunAsync(ArticleFacts facts, bool isRepeat, CancellationToken cancellationToken)
    {
        var own = new Waiting(facts, isRepeat, MarketPulseTelemetry.TraceParent, MarketPulseTelemetry.TraceId);
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
            // No further than this: the stretch between the first and the last is read whole.
            together = [own, .. _waiting.Where(other => other != own && (other.Facts.Published - own.Facts.Published).Duration() <= EventClustering.Memory)];
        }

        if (together.Length > 1)
        {
            try
            {
                await RunTogetherAsync(together, cancellationToken);
                Array.ForEach(together, one => one.IsDone = true);
                return;
            }
#pragma warning disable CA1031 // Alone, each article shows whether the fault was its own.
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                // What was done is done again, as for a message that is delivered twice.
                Array.ForEach(together, one => one.IsRepeat = true);
            }
        }

        await RunTogetherAsync([own], cancellationToken);
    }

    private async Task RunTogetherAsync(Waiting[] together, CancellationToken cancellationToken)
    {
        await using IHeldLease held = await lease.AcquireAsync(cancellationToken);
        ClusterChange change = await EventReclustering.RunAsync(
            [.. together.Select(one => one.Facts)], articles.ReadReportsAsync, events.ReadAsync, clock.GetUtcNow(), cancellationToken);
        IReadOnlyList<TradeEvent> neighbours = await RaiseNeighboursAsync(change, cancellationToken);
        TradeEvent[] rows = [.. change.Events, .. neighbours, .. change.Superseded];
        var traces = new Traces(together, change);

        // The events last: they are what the next run compares with, so that one which ends before them is repeated whole.
        held.ThrowIfLost();
        await articles.SaveEventsAsync([.. change.EventByArticle], cancellationToken);
        held.ThrowIfLost();
        await events.SaveAsync(
            [.. rows.Reverse().DistinctBy(row => row.EventId, StringComparer.Ordinal).Select(row => row.TraceId is null ? row with { TraceId = traces.IdFor(row) } : row)],
            cancellationToken);
        if (Array.Exists(together, one => !one.IsRepeat))
        {
            await FinishAsync(change.Superseded, change.ToScore.Concat(neighbours), traces, cancellationToken);
        }

        foreach (IGrouping<DateTime, DateTimeOffset> day in together.Where(one => one.IsRepeat).Select(one => one.Facts.Published).GroupBy(time => time.UtcDateTime.Date))
        {
            await FinishAroundAsync(day.Min(), day.Max(), traces, cancellationToken);
        }

        foreach (TradeEvent found in change.ToScore.Where(e => e.Revision == 1))
        {
            MarketPulseTelemetry.EventFound(found.Stance);
        }
    }

    /// <summary>An event that comes or goes changes the overlaps of those around it: their revision is raised, so that no stale score survives.</summary>
    private async Task<IReadOnlyList<TradeEvent>> RaiseNeighboursAsync(ClusterChange change, CancellationToken cancellationToken)
    {
        TradeEvent[] moved = [.. change.ToScore, .. change.Superseded];
        if (moved.Length == 0)
        {
            return [];
        }

        HashSet<string> movedIds = [.. moved.Select(e => e.EventId)];
        Dictionary<string, TradeEvent> pending = change.Events.ToDictionary(e => e.EventId, StringComparer.Ordinal);
        DateTimeOffset now = clock.GetUtcNow();
        List<TradeEvent> around = await ReadAroundAsync(moved.Min(e => e.EventTimeUtc), moved.Max(e => e.EventTimeUtc), cancellationToken);
        return
        [
            .. around.Where(other => !movedIds.Contains(other.EventId) && Array.Exists(moved, e => (e.EventTimeUtc - other.EventTimeUtc).Duration() <= EventScorer.Reach))
                .Select(other => pending.GetValueOrDefault(other.EventId, other))
                .Select(other => other with { Revision = other.Revision + 1, ModifiedUtc = now }),
        ];
    }

    /// <summary>
    /// What a run that ended after the events were stored left undone shows no more as a difference: repeats do it for every event that the articles of a day
    /// can have touched, which costs a look each.
    /// </summary>
    private async Task FinishAroundAsync(DateTimeOffset first, DateTimeOffset last, Traces traces, CancellationToken cancellationToken)
    {
        await events.RemoveStrayTagsAsync(first - Touched, last + Touched, cancellationToken);
        ILookup<EventStatus, TradeEvent> around = (await ReadAroundAsync(
            first - Touched, last + Touched, cancellationToken, includeSuperseded: true)).ToLookup(e => e.Status);
        await FinishAsync(around[EventStatus.Superseded], around[EventStatus.Live], traces, cancellationToken);
    }

    private async Task FinishAsync(IEnumerable<TradeEvent> superseded, IEnumerable<TradeEvent> toScore, Traces traces, CancellationToken cancellationToken)
    {
        foreach (TradeEvent gone in superseded)
        {
            await scores.DeleteEventAsync(gone.EventId, cancellationToken);
        }

        OutgoingMessage[] messages =
        [
            .. toScore.DistinctBy(e => e.EventId, StringComparer.Ordinal).Select(e => WorkMessage.ForScore(e, barsThrough: null, poll: null, traces.ParentFor(e))),
        ];
        await queue.SendAsync(QueueNames.Scores, messages, cancellationToken);
    }

    private ValueTask<List<TradeEvent>> ReadAroundAsync(
        DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken, bool includeSuperseded = false) =>
        events.ReadAsync(first - EventScorer.Reach, last + EventScorer.Reach, includeSuperseded, cancellationToken).ToListAsync(cancellationToken);

    /// <summary>An article that waits for its turn, in the trace that brought it.</summary>
    private sealed class Waiting(ArticleFacts facts, bool isRepeat, string? traceParent, string? traceId)
    {
        public ArticleFacts Facts => facts;

        public string? TraceParent => traceParent;

        public string? TraceId => traceId;

        public bool IsRepeat { get; set; } = isRepeat;

        public bool IsDone { get; set; }
    }

    /// <summary>In whose trace an event goes on: its own article's, else that of the article whose turn it is.</summary>
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
