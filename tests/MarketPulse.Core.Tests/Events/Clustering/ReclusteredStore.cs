using System.Runtime.CompilerServices;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using static MarketPulse.Core.Tests.Events.Clustering.Reports;

namespace MarketPulse.Core.Tests.Events.Clustering;

/// <summary>Articles and events as a store would keep them.</summary>
internal sealed class ReclusteredStore
{
    private readonly Dictionary<string, ArticleFacts> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TradeEvent> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _eventByArticle = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Correction> _corrections = new(StringComparer.Ordinal);
    private int _runs;

    public int FactsRead { get; set; }

    public IReadOnlyList<ArticleFacts> Articles => [.. _facts.Values];

    public IReadOnlyList<TradeEvent> Live => [.. _events.Values.Where(e => e.Status == EventStatus.Live)];

    public void Add(IEnumerable<ArticleFacts> articles)
    {
        foreach (ArticleFacts article in articles)
        {
            _facts[article.Id] = article;
        }
    }

    public TradeEvent EventOf(ArticleFacts article) => _events[_eventByArticle[article.Id]];

    /// <summary>The events that clustering everything at once gives.</summary>
    public ClusteredEvents FromScratch() => EventClustering.Cluster(_facts.Values, _corrections.Values);

    /// <summary>Adds a correction or replaces it, and updates the events of its reports.</summary>
    public Task<ClusterChange> TakeAsync(Correction correction)
    {
        _corrections[correction.CorrectionId] = correction;
        string[] ids = [correction.ArticleId, .. correction.OtherArticleId is { } other ? new[] { other } : []];
        return TakeAsync([.. ids.Where(_facts.ContainsKey).Select(id => _facts[id])]);
    }

    public async Task<ClusterChange> TakeAsync(ArticleFacts[] articles)
    {
        Add(articles);
        DateTimeOffset now = Monday.AddYears(1).AddMinutes(++_runs);
        ClusterChange change = await EventReclustering.RunAsync(
            articles, ReadFactsAsync, ReadEventsAsync, ReadCorrectionsAsync, now, default);
        foreach (TradeEvent row in change.Events.Concat(change.Superseded))
        {
            _events[row.EventId] = row;
        }

        foreach ((string article, string? tradeEvent) in change.EventByArticle)
        {
            if (tradeEvent is null)
            {
                _eventByArticle.Remove(article);
            }
            else
            {
                _eventByArticle[article] = tradeEvent;
            }
        }

        return change;
    }

    public void ShouldBeComplete()
    {
        ClusteredEvents expected = FromScratch();
        TradeEvent[] live = [.. Live];
        Array.Sort(live, EventClustering.CompareEvents);
        TradeEvent[] voided = [.. _events.Values.Where(e => e.Status == EventStatus.Voided)];
        Array.Sort(voided, EventClustering.CompareEvents);
        EventsAre.Same(new ClusteredEvents(live, _eventByArticle) { Voided = voided }, expected);
        foreach (TradeEvent superseded in _events.Values.Where(e => e is { Status: EventStatus.Superseded, SupersededBy: not null }))
        {
            _events.ShouldContainKey(superseded.SupersededBy!);
        }
    }

    private async IAsyncEnumerable<ArticleFacts> ReadFactsAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (ArticleFacts article in _facts.Values.Where(article => article.Published >= from && article.Published < to))
        {
            FactsRead++;
            yield return article;
        }
    }

    private async IAsyncEnumerable<TradeEvent> ReadEventsAsync(
        DateTimeOffset from, DateTimeOffset to, bool superseded, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (TradeEvent row in _events.Values
            .Where(e => e.EventTimeUtc >= from && e.EventTimeUtc < to)
            .Where(e => superseded || e.Status == EventStatus.Live))
        {
            yield return row;
        }
    }

    private async IAsyncEnumerable<Correction> ReadCorrectionsAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (Correction correction in _corrections.Values.Where(one => one.PublishedUtc >= from && one.PublishedUtc < to))
        {
            yield return correction;
        }
    }
}
