using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Updates the events with classified articles, under the cluster lease. Articles that arrive during a run are handled together by the next
/// one, because re-clustering a period costs the same for one article as for many.
/// </summary>
/// <param name="articles">Store of the articles and their verdicts.</param>
/// <param name="events">Store of the events.</param>
/// <param name="scores">Store of the scores, from which those of superseded events are deleted.</param>
/// <param name="lease">Ensures that one worker at a time re-clusters.</param>
/// <param name="queue">Queue for the messages that have events scored.</param>
/// <param name="clock">Current time, for time stamps.</param>
public sealed class UpdateEvents(
    IArticleStore articles, IEventStore events, IScoreStore scores, IClusterLease lease, IWorkQueue queue, TimeProvider clock) : IDisposable
{
    /// <summary>Greatest distance in time from an article to the events that it can change: a few consecutive windows.</summary>
    private static readonly TimeSpan Touched = 4 * EventClustering.Window;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly List<Waiting> _waiting = [];

    /// <summary>
    /// Updates the events with an article. Completes once all changes are stored and the messages that follow from them are sent.
    /// </summary>
    /// <param name="facts">The classified article.</param>
    /// <param name="isRepeat">Whether an earlier run, which may have stopped at any later point, classified the article.</param>
    /// <param name="cancellationToken">Stops between requests; a retry completes the work.</param>
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
                // The work already done is repeated, as for a message that is delivered twice.
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
        TradeEvent[] rows = [.. change.Events, .. change.Superseded];
        var traces = new Traces(together, change);

        // The events are saved last: the next run compares with them, so a run that stops before this point is repeated in full.
        held.ThrowIfLost();
        await articles.SaveEventsAsync([.. change.EventByArticle], cancellationToken);
        held.ThrowIfLost();
        await events.SaveAsync(
            [
                .. rows.Select(row => row.TraceId is null ? row with { TraceId = traces.IdFor(row) } : row),
            ],
            cancellationToken);
        if (Array.Exists(together, one => !one.IsRepeat))
        {
            await FinishAsync(change.Superseded, change.ToScore, traces, cancellationToken);
        }

        IEnumerable<DateTimeOffset> repeated = together.Where(one => one.IsRepeat).Select(one => one.Facts.Published);
        foreach (IGrouping<DateTime, DateTimeOffset> day in repeated.GroupBy(time => time.UtcDateTime.Date))
        {
            await FinishAroundAsync(day.Min(), day.Max(), traces, cancellationToken);
        }

        foreach (TradeEvent found in change.ToScore.Where(e => e.Revision == 1))
        {
            MarketPulseTelemetry.EventFound(found.Stance);
        }
    }

    /// <summary>
    /// Completes the work of a run that stopped after storing the events. Comparing events no longer shows what is missing, so it is done
    /// for every event that the articles of a day can have changed.
    /// </summary>
    private async Task FinishAroundAsync(DateTimeOffset first, DateTimeOffset last, Traces traces, CancellationToken cancellationToken)
    {
        await events.RemoveStrayTagsAsync(first - Touched, last + Touched, cancellationToken);
        ILookup<EventStatus, TradeEvent> around = (await ReadAroundAsync(
            first - Touched, last + Touched, cancellationToken, includeSuperseded: true)).ToLookup(e => e.Status);
        await FinishAsync(around[EventStatus.Superseded], around[EventStatus.Live], traces, cancellationToken);
    }

    private async Task FinishAsync(
        IEnumerable<TradeEvent> superseded, IEnumerable<TradeEvent> toScore, Traces traces, CancellationToken cancellationToken)
    {
        TradeEvent[] gone = [.. superseded];
        foreach (TradeEvent one in gone)
        {
            await scores.DeleteEventAsync(one.EventId, cancellationToken);
        }

        // What is gone is sent too: the events around it overlap with one event less.
        OutgoingMessage[] messages =
        [
            .. toScore.Concat(gone).DistinctBy(e => e.EventId, StringComparer.Ordinal)
                .Select(e => WorkMessage.ForScore(e, barsThrough: null, poll: null, traces.ParentFor(e))),
        ];
        await queue.SendAsync(QueueNames.Scores, messages, cancellationToken);
    }

    private ValueTask<List<TradeEvent>> ReadAroundAsync(
        DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken, bool includeSuperseded = false) =>
        events.ReadAsync(first - EventScorer.Reach, last + EventScorer.Reach, includeSuperseded, cancellationToken)
            .ToListAsync(cancellationToken);

    /// <summary>An article waiting for its turn, with the trace of its message.</summary>
    private sealed class Waiting(ArticleFacts facts, bool isRepeat, string? traceParent, string? traceId)
    {
        public ArticleFacts Facts => facts;

        public string? TraceParent => traceParent;

        public string? TraceId => traceId;

        public bool IsRepeat { get; set; } = isRepeat;

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
