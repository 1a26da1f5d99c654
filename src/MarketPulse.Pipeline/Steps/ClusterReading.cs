using System.Runtime.CompilerServices;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// What a clustering run reads, and therefore expects to be unchanged when it writes. The lease cannot ensure that: a worker that is
/// stopped between checking the lease and writing, and continues after it has expired, would overwrite what the next holder wrote.
/// </summary>
/// <remarks>
/// A run assigns its articles to events before it writes the events, and every write names what the run read. The next holder therefore
/// sees the intention of a run that was stopped in between. Where it decides otherwise, it also changes the rows that the stopped run is
/// about to write, so that they no longer hold what that run expects.
/// </remarks>
/// <param name="stores">Stores of the articles and events.</param>
internal sealed class ClusterReading(ClusterStores stores)
{
    private readonly Dictionary<string, StoredReport> _reports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TradeEvent> _events = new(StringComparer.Ordinal);

    /// <summary>Reads the reports published in [from, to), by time then id.</summary>
    public async IAsyncEnumerable<ArticleFacts> ReadReportsAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredReport report in stores.Articles.ReadReportsAsync(from, to, cancellationToken))
        {
            _reports.TryAdd(report.Facts.Id, report);
            yield return report.Facts;
        }
    }

    /// <summary>Reads the events with a time in [from, to), by id; superseded ones only on request.</summary>
    public async IAsyncEnumerable<TradeEvent> ReadEventsAsync(
        DateTimeOffset from, DateTimeOffset to, bool includeSuperseded, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TradeEvent tradeEvent in stores.Events.ReadAsync(from, to, includeSuperseded, cancellationToken))
        {
            _events.TryAdd(tradeEvent.EventId, tradeEvent);
            yield return tradeEvent;
        }
    }

    /// <summary>
    /// The articles whose rows name another event than they report: those whose event changes, and those that a run left behind which
    /// stopped before it wrote its events.
    /// </summary>
    /// <param name="change">What the run computed.</param>
    /// <param name="own">The articles for which it runs, as they were read before.</param>
    public IReadOnlyList<EventAttribution> Attributions(ClusterChange change, IEnumerable<StoredArticle> own)
    {
        var eventOf = new Dictionary<string, string?>(change.EventByArticle, StringComparer.Ordinal);
        foreach (TradeEvent tradeEvent in change.Current)
        {
            foreach (string article in tradeEvent.Articles.Where(_reports.ContainsKey))
            {
                eventOf.TryAdd(article, tradeEvent.EventId);
            }
        }

        Dictionary<string, StoredReport> known = own
            .Select(article => new StoredReport(article.Facts!, article.EventId))
            .ToDictionary(report => report.Facts.Id, StringComparer.Ordinal);
        foreach ((string id, StoredReport report) in known)
        {
            eventOf.TryAdd(id, null);
        }

        return
        [
            .. eventOf
                .Select(pair => (Report: _reports.GetValueOrDefault(pair.Key) ?? known.GetValueOrDefault(pair.Key), EventId: pair.Value))
                .Where(one => one.Report is not null && one.Report.EventId != one.EventId)
                .Select(one => AttributionOf(one.Report!, one.EventId)),
        ];
    }

    /// <summary>Ids of the events that an earlier run changed because of an article and left unfinished.</summary>
    public IReadOnlyList<string> Unfinished(string articleId) => _reports.GetValueOrDefault(articleId)?.Unfinished ?? [];

    /// <summary>The attribution of an article that stays where it is.</summary>
    public EventAttribution Unchanged(StoredArticle article)
    {
        StoredReport report = _reports.GetValueOrDefault(article.Facts!.Id) ?? new StoredReport(article.Facts, article.EventId);
        return AttributionOf(report, report.EventId);
    }

    /// <summary>The changes of events, with the rows that a stopped run must not write any more.</summary>
    /// <param name="rows">The rows of events that the run computed.</param>
    /// <param name="attributions">The articles that it assigns to other events.</param>
    /// <param name="now">Time of writing.</param>
    public IReadOnlyList<EventUpdate> Changes(
        IEnumerable<TradeEvent> rows, IEnumerable<EventAttribution> attributions, DateTimeOffset now)
    {
        Dictionary<string, EventUpdate> changes = rows.ToDictionary(
            row => row.EventId, row => new EventUpdate(row, _events.GetValueOrDefault(row.EventId)), StringComparer.Ordinal);
        foreach (EventAttribution moved in attributions.Where(IsIntention))
        {
            foreach (string id in new[] { moved.Before, moved.EventId }.OfType<string>().Where(id => !changes.ContainsKey(id)))
            {
                if (_events.TryGetValue(id, out TradeEvent? stored))
                {
                    changes.Add(id, new EventUpdate(stored with { Revision = stored.Revision + 1, ModifiedUtc = now }, stored));
                }
                else if (Withdrawn(id, moved.EventId, now) is { } withdrawn)
                {
                    changes.Add(id, new EventUpdate(withdrawn, Before: null));
                }
            }
        }

        return [.. changes.Values];
    }

    /// <summary>
    /// Whether an article's row names an event that, as stored, does not have the article: its run has not written the event yet.
    /// </summary>
    private bool IsIntention(EventAttribution moved) => moved.Before is { } before && before != moved.EventId
        && !(_events.TryGetValue(before, out TradeEvent? stored) && stored.Articles.Contains(moved.ArticleId, StringComparer.Ordinal));

    /// <summary>The row that keeps an event from being added which a stopped run computed and nobody has stored.</summary>
    private static TradeEvent? Withdrawn(string eventId, string? successor, DateTimeOffset now) =>
        RowKeys.Time(eventId) is { } time
            ? new TradeEvent
            {
                EventId = eventId,
                EventTimeUtc = time,
                Status = EventStatus.Superseded,
                SupersededBy = successor,
                ModifiedUtc = now,
            }
            : null;

    private static EventAttribution AttributionOf(StoredReport report, string? eventId) =>
        new(report.Facts.Id, DateOnly.FromDateTime(report.Facts.Published.UtcDateTime), report.EventId, eventId);
}
