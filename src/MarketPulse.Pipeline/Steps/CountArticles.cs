using System.Globalization;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Counts the articles of each day that has changed since the last run.</summary>
/// <param name="marks">Knows which days have changed.</param>
/// <param name="articles">Source of the articles to count.</param>
/// <param name="tension">Store of the counts.</param>
/// <param name="cursors">Store of the position up to which articles are counted.</param>
/// <param name="clock">Current time, up to which a run counts.</param>
public sealed class CountArticles(
    IChangeMarks marks, IArticleTallies articles, ITensionStore tension, ICursorStore cursors, TimeProvider clock)
{
    private const string CursorId = "articlecounts";

    /// <summary>Counts the changed days. The step is idempotent.</summary>
    /// <returns>Number of days counted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset started = clock.GetUtcNow();
        FeedCursor? cursor = await cursors.FindAsync(CursorKinds.Summary, CursorId, cancellationToken);
        DateTimeOffset since = cursor?.Position is { } position
            ? DateTimeOffset.ParseExact(position, "O", CultureInfo.InvariantCulture) - ChangeOverlap.Length
            : DateTimeOffset.MinValue;
        List<DateOnly> changed =
        [
            .. (await marks.ReadAsync(ChangeMark.Articles, since, cancellationToken))
                .Select(day => DateOnly.ParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture)),
        ];
        foreach ((DateOnly from, DateOnly to) in Runs(changed))
        {
            List<ArticleTally> tallies = await articles.ReadTalliesAsync(from, to, seenBy: null, cancellationToken)
                .ToListAsync(cancellationToken);
            await tension.SaveCountsAsync(from, to, ArticleCount.FromTallies(tallies), cancellationToken);
        }

        await cursors.SaveAsync(
            new FeedCursor
            {
                FeedKind = CursorKinds.Summary,
                FeedId = CursorId,
                Position = started.ToString("O", CultureInfo.InvariantCulture),
                Outcome = changed.Count > 0 ? PollOutcome.New : PollOutcome.Unchanged,
                LastPollUtc = started,
                LastSuccessUtc = started,
            },
            cancellationToken);
        return changed.Count;
    }

    private static IEnumerable<(DateOnly From, DateOnly To)> Runs(List<DateOnly> days)
    {
        for (int i = 0; i < days.Count;)
        {
            int end = i;
            while (end + 1 < days.Count && days[end + 1] == days[end].AddDays(1))
            {
                end++;
            }

            yield return (days[i], days[end]);
            i = end + 1;
        }
    }
}
