using System.Diagnostics;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Pipeline;

/// <summary>Classifies one article and brings the events up to date with it: a new event, a further source, a re-keyed event, or nothing.</summary>
/// <param name="articles">The articles and their verdicts.</param>
/// <param name="events">The events.</param>
/// <param name="scores">Scores of events that another took the place of are deleted here.</param>
/// <param name="lease">One worker re-clusters at a time.</param>
/// <param name="queue">Takes the events to score.</param>
/// <param name="detector">Reads the article.</param>
/// <param name="clock">Stamps the rows.</param>
public sealed class DetectEvents(
    IArticleStore articles,
    IEventStore events,
    IScoreStore scores,
    IClusterLease lease,
    IWorkQueue queue,
    TradeDetector detector,
    TimeProvider clock)
{
    /// <summary>How far the events that one article changes lie from it: a few windows in a row.</summary>
    private static readonly TimeSpan Touched = 4 * EventClustering.Window;

    /// <summary>Classifies the article that <paramref name="message"/> names.</summary>
    /// <exception cref="PermanentFaultException">The article is unknown.</exception>
    public async Task RunAsync(WorkMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using Activity? step = MarketPulseTelemetry.StartStep("detect_events");
        StoredArticle stored = await articles.FindAsync(message.Id, cancellationToken)
            ?? throw new PermanentFaultException("unknown_article", $"There is no article '{message.Id}'.");

        bool isRepeat = stored.Facts is not null;
        ArticleFacts facts = stored.Facts ?? await ClassifyAsync(stored.Article, cancellationToken);
        if (!facts.Verdict.IsEvent && stored.EventId is null)
        {
            return;
        }

        await using IAsyncDisposable held = await lease.AcquireAsync(cancellationToken);
        ClusterChange change = await EventReclustering.RunAsync(
            [facts], articles.ReadReportsAsync, events.ReadAsync, clock.GetUtcNow(), cancellationToken);
        IReadOnlyList<TradeEvent> neighbours = await RaiseNeighboursAsync(change, cancellationToken);

        TradeEvent[] rows = [.. change.Events, .. neighbours, .. change.Superseded];

        // The events last: they are what the next run compares with, so that one which ends before them is repeated whole.
        await articles.SaveEventsAsync([.. change.EventByArticle], cancellationToken);
        await events.SaveAsync(WithTrace(rows.Reverse().DistinctBy(row => row.EventId, StringComparer.Ordinal)), cancellationToken);
        await (isRepeat ? FinishAroundAsync(facts, cancellationToken) : FinishAsync(change.Superseded, change.ToScore.Concat(neighbours), cancellationToken));
        foreach (TradeEvent found in change.ToScore.Where(e => e.Revision == 1))
        {
            MarketPulseTelemetry.EventFound(found.Stance);
        }
    }

    private async Task<ArticleFacts> ClassifyAsync(Article article, CancellationToken cancellationToken)
    {
        ArticleFacts facts = ArticleFacts.Of(article, detector.Detect(article));
        await articles.SaveVerdictAsync(article.Id, facts, cancellationToken);
        return facts;
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
            .. around.Where(other => !movedIds.Contains(other.EventId))
                .Select(other => pending.GetValueOrDefault(other.EventId, other))
                .Select(other => other with { Revision = other.Revision + 1, ModifiedUtc = now }),
        ];
    }

    /// <summary>
    /// What a run that ended after the events were stored left undone shows no more as a difference: a repeat does it for every event that one article can
    /// have touched, which costs a look each.
    /// </summary>
    private async Task FinishAroundAsync(ArticleFacts facts, CancellationToken cancellationToken)
    {
        ILookup<EventStatus, TradeEvent> around = (await ReadAroundAsync(
            facts.Published - Touched, facts.Published + Touched, cancellationToken, includeSuperseded: true)).ToLookup(e => e.Status);
        await FinishAsync(around[EventStatus.Superseded], around[EventStatus.Live], cancellationToken);
    }

    private async Task FinishAsync(IEnumerable<TradeEvent> superseded, IEnumerable<TradeEvent> toScore, CancellationToken cancellationToken)
    {
        foreach (TradeEvent gone in superseded)
        {
            await scores.DeleteEventAsync(gone.EventId, cancellationToken);
        }

        await SendAsync(toScore, cancellationToken);
    }

    private ValueTask<List<TradeEvent>> ReadAroundAsync(
        DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken, bool includeSuperseded = false) =>
        events.ReadAsync(first - EventScorer.Reach, last + EventScorer.Reach, includeSuperseded, cancellationToken).ToListAsync(cancellationToken);

    private Task SendAsync(IEnumerable<TradeEvent> toScore, CancellationToken cancellationToken)
    {
        OutgoingMessage[] messages =
        [
            .. toScore.DistinctBy(e => e.EventId, StringComparer.Ordinal)
                .Select(e => WorkMessage.ForScore(e, barsThrough: null, poll: null, MarketPulseTelemetry.TraceParent)),
        ];
        return queue.SendAsync(QueueNames.Scores, messages, cancellationToken);
    }

    private static TradeEvent[] WithTrace(IEnumerable<TradeEvent> rows) =>
        [.. rows.Select(row => row.TraceId is null ? row with { TraceId = MarketPulseTelemetry.TraceId } : row)];
}
