using System.Runtime.CompilerServices;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Queues the work that the tables show to be unfinished, for a store whose queues were lost: articles without a verdict, and events
/// without scores of their current revision. It reads all events and scores, so it is for a restored store and not for a timer.
/// </summary>
/// <param name="rows">Reads the articles.</param>
/// <param name="events">Store of the events.</param>
/// <param name="scores">Store of the scores.</param>
/// <param name="queue">Queue for the messages.</param>
/// <param name="clock">Current time, which makes the ids of messages unique.</param>
public sealed class ResumeWork(IRowReader rows, IEventStore events, IScoreStore scores, IWorkQueue queue, TimeProvider clock)
{
    private const int MessagesAtOnce = 1000;

    private static readonly RowColumn LexiconVersion =
        RowSchema.Of<ArticleRow>().Columns.Single(column => column.Property.Name == nameof(ArticleRow.LexiconVersion));

    /// <summary>Queues the unfinished work. Work that is queued twice is found done the second time.</summary>
    /// <returns>The number of articles and events that were queued.</returns>
    public async Task<ResumedWork> RunAsync(CancellationToken cancellationToken) => new(
        await SendAsync(QueueNames.Articles, FindArticlesAsync(cancellationToken), cancellationToken),
        await SendAsync(QueueNames.Scores, FindEventsAsync(cancellationToken), cancellationToken));

    private IAsyncEnumerable<OutgoingMessage> FindArticlesAsync(CancellationToken cancellationToken) => rows
        .ReadAsync<ArticleRow>(
            new RowQuery { Conditions = [new ColumnCondition(LexiconVersion, Comparison.Equal, "")] }, cancellationToken)
        .Select(stored => stored.Row)
        .Select(row => WorkMessage.ForArticle(
            new Article { Id = row.ArticleId, Feed = row.Feed, Title = row.Title, Published = row.PublishedUtc }));

    private async IAsyncEnumerable<OutgoingMessage> FindEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        var month = new List<TradeEvent>();
        await foreach (TradeEvent found in events
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken))
        {
            if (month.Count > 0 && RowKeys.Partition(month[0].EventTimeUtc) != RowKeys.Partition(found.EventTimeUtc))
            {
                foreach (TradeEvent unfinished in await WithoutScoresAsync(month, cancellationToken))
                {
                    yield return WorkMessage.ForScore(unfinished, barsThrough: null, now);
                }

                month.Clear();
            }

            month.Add(found);
        }

        foreach (TradeEvent unfinished in await WithoutScoresAsync(month, cancellationToken))
        {
            yield return WorkMessage.ForScore(unfinished, barsThrough: null, now);
        }
    }

    private async Task<IEnumerable<TradeEvent>> WithoutScoresAsync(List<TradeEvent> month, CancellationToken cancellationToken)
    {
        var scored = new Dictionary<string, int>(StringComparer.Ordinal);
        if (month.Count > 0)
        {
            var query = new ScoreQuery { From = month[0].EventTimeUtc, To = month[^1].EventTimeUtc.AddTicks(1) };
            await foreach (ImpactScore score in scores.QueryAsync(query, cancellationToken))
            {
                scored[score.EventId] = Math.Min(score.Revision, scored.GetValueOrDefault(score.EventId, score.Revision));
            }
        }

        return month.Where(found => !scored.TryGetValue(found.EventId, out int revision) || revision < found.Revision);
    }

    private async Task<int> SendAsync(string name, IAsyncEnumerable<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        int sent = 0;
        await foreach (OutgoingMessage[] some in messages.Chunk(MessagesAtOnce).WithCancellation(cancellationToken))
        {
            await queue.SendAsync(name, some, cancellationToken);
            sent += some.Length;
        }

        return sent;
    }
}

/// <summary>The work that <see cref="ResumeWork"/> queued.</summary>
/// <param name="Articles">Number of articles to classify.</param>
/// <param name="Events">Number of events to score.</param>
public sealed record ResumedWork(int Articles, int Events);
