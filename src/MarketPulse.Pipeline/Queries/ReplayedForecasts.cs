using System.Text.Json;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Keeps what a replay of all events ends with: the states that forecasts follow, and how the replayed forecasts have done. A replay reads
/// everything that is stored, so it runs only on request, and what is shown of it is read from here.
/// </summary>
/// <param name="cursors">Stores it, the months of one year in a row.</param>
/// <param name="states">Keeps what the next forecasts follow.</param>
/// <param name="clock">Gives the time of the replay.</param>
public sealed class ReplayedForecasts(ICursorStore cursors, ForecastStates states, TimeProvider clock)
{
    private const string Kind = "replayedforecasts", Summary = "summary";
    private const int YearLength = 4;

    /// <summary>Replaces what is kept of the last replay.</summary>
    /// <param name="replay">The replay, after it was asked for the scenarios of every event.</param>
    /// <param name="forecasts">How its forecasts have done.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task SaveAsync(HistoryReplay replay, IEnumerable<ForecastAccuracy> forecasts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replay);
        await states.ReplaceAsync(replay, cancellationToken);
        IReadOnlyList<TrackRecord> records = TrackRecord.Summarize(forecasts);
        IGrouping<string, TrackRecord>[] years =
        [
            .. records.Where(record => record.Group == TrackRecord.Month)
                .GroupBy(record => record.Value[..YearLength], StringComparer.Ordinal),
        ];
        DateTimeOffset now = clock.GetUtcNow();
        foreach (IGrouping<string, TrackRecord> year in years)
        {
            await SaveAsync(year.Key, new Year(now, [.. year]), cancellationToken);
        }

        // Written last: it names the years that belong to it, so that a reader never takes those of two replays together.
        var head = new Head(
            now,
            Day(replay.Events[0].EventTimeUtc),
            Day(replay.Events[^1].EventTimeUtc),
            replay.Events.Count,
            [.. records.Where(record => record.Group != TrackRecord.Month)],
            [.. years.Select(year => year.Key)]);
        await SaveAsync(Summary, head, cancellationToken);
    }

    /// <summary>Finds how the forecasts of the last replay have done; null before the first, and while one is being stored.</summary>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task<ReplayedRecord?> FindAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync<Head>(Summary, cancellationToken) is not { } head)
        {
            return null;
        }

        List<TrackRecord> records = [.. head.Records];
        foreach (string year in head.Years)
        {
            if (await FindAsync<Year>(year, cancellationToken) is not { } months || months.ReplayedUtc != head.ReplayedUtc)
            {
                return null;
            }

            records.AddRange(months.Records);
        }

        // As Summarize orders them: the months of one window together.
        IEnumerable<TrackRecord> ordered = records.Where(record => record.Group != TrackRecord.Month).Concat(
            records.Where(record => record.Group == TrackRecord.Month).OrderBy(record => record.WindowKey, StringComparer.Ordinal));
        return new ReplayedRecord(head.ReplayedUtc, head.From, head.To, head.Events, [.. ordered]);
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private async Task<T?> FindAsync<T>(string id, CancellationToken cancellationToken)
        where T : class => (await cursors.FindAsync(Kind, id, cancellationToken))?.Position is { Length: > 0 } stored
        ? JsonSerializer.Deserialize<T>(stored)
        : null;

    private Task SaveAsync<T>(string id, T value, CancellationToken cancellationToken) => cursors.SaveAsync(
        new FeedCursor { FeedKind = Kind, FeedId = id, Position = JsonSerializer.Serialize(value) }, cancellationToken);

    private sealed record Head(
        DateTimeOffset ReplayedUtc,
        DateOnly From,
        DateOnly To,
        int Events,
        IReadOnlyList<TrackRecord> Records,
        IReadOnlyList<string> Years);

    private sealed record Year(DateTimeOffset ReplayedUtc, IReadOnlyList<TrackRecord> Records);
}

/// <summary>
/// How the forecasts of a replay have done. They were not locked before the outcome, so they are never counted with those that were.
/// </summary>
/// <param name="ReplayedUtc">When the replay ran.</param>
/// <param name="From">UTC day of its first event.</param>
/// <param name="To">UTC day of its last event.</param>
/// <param name="Events">Number of events replayed, those without direction included.</param>
/// <param name="Records">The summaries by window, kind and month.</param>
public sealed record ReplayedRecord(
    DateTimeOffset ReplayedUtc, DateOnly From, DateOnly To, int Events, IReadOnlyList<TrackRecord> Records);
