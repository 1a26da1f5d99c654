using System.Globalization;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Counts the live events whose windows are still open. The count of each month is kept, and only months are counted again whose events
/// have changed or were open, because a new bar closes windows.
/// </summary>
/// <param name="marks">Knows which months have changed.</param>
/// <param name="events">Store of the events.</param>
/// <param name="cursors">Store of the counts.</param>
/// <param name="clock">Current time, up to which a run counts.</param>
public sealed class OpenEvents(IChangeMarks marks, IEventStore events, ICursorStore cursors, TimeProvider clock)
{
    private const string CursorId = "openevents";
    private const string MonthFormat = "yyyyMM";

    /// <summary>Finds the date of the first live event, and the number of live events whose windows are still open.</summary>
    /// <param name="lastBar">Date of the latest bar; null when there is none.</param>
    /// <param name="cancellationToken">Stops between requests; the next call starts from the same counts.</param>
    public async Task<(DateOnly? First, int Open)> CountAsync(DateOnly? lastBar, CancellationToken cancellationToken)
    {
        DateTimeOffset started = clock.GetUtcNow();
        FeedCursor? cursor = await cursors.FindAsync(CursorKinds.Summary, CursorId, cancellationToken);
        Counts? known = cursor?.Position is { } position ? JsonSerializer.Deserialize<Counts>(position) : null;
        if (known?.LastBar is { } before && !(lastBar >= before))
        {
            // The instrument with the latest bars is gone, so windows in any month may be open again.
            known = null;
        }

        IReadOnlyList<string> changed = await marks.ReadAsync(
            ChangeMark.Events, known is null ? DateTimeOffset.MinValue : known.Through - ChangeOverlap.Length, cancellationToken);
        var open = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string month in changed.Union(known is null ? [] : known.Open.Keys, StringComparer.Ordinal))
        {
            if (await CountMonthAsync(month, lastBar, cancellationToken) is > 0 and var count)
            {
                open.Add(month, count);
            }
        }

        DateOnly? first = await FindFirstAsync(known?.First, changed, cancellationToken);
        await cursors.SaveAsync(
            new FeedCursor
            {
                FeedKind = CursorKinds.Summary,
                FeedId = CursorId,
                Position = JsonSerializer.Serialize(new Counts(started, lastBar, first, open)),
                LastPollUtc = started,
                LastSuccessUtc = started,
            },
            cancellationToken);
        return (first, open.Values.Sum());
    }

    private static DateTimeOffset StartOf(string month) =>
        DateTimeOffset.ParseExact(month, MonthFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private async Task<int> CountMonthAsync(string month, DateOnly? lastBar, CancellationToken cancellationToken)
    {
        DateTimeOffset start = StartOf(month);
        return await events.ReadAsync(start, start.AddMonths(1), includeSuperseded: false, cancellationToken)
            .CountAsync(found => found.OpenUntil is null || lastBar is null || found.OpenUntil > lastBar, cancellationToken);
    }

    /// <summary>Finds the first live event. No month before that of the known one has any unless it changed.</summary>
    private async Task<DateOnly?> FindFirstAsync(DateOnly? known, IReadOnlyList<string> changed, CancellationToken cancellationToken)
    {
        string? ofKnown = known?.ToString(MonthFormat, CultureInfo.InvariantCulture);
        if (changed.Count == 0 || (ofKnown is not null && string.CompareOrdinal(changed[0], ofKnown) > 0))
        {
            return known;
        }

        TradeEvent? first = await events
            .ReadAsync(StartOf(changed[0]), DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);
        return first is null ? null : DateOnly.FromDateTime(first.EventTimeUtc.UtcDateTime);
    }

    /// <summary>What is kept between runs.</summary>
    /// <param name="Through">When the last run began.</param>
    /// <param name="LastBar">The latest bar at that time.</param>
    /// <param name="First">Date of the first live event.</param>
    /// <param name="Open">Number of open events of each month that has any.</param>
    private sealed record Counts(DateTimeOffset Through, DateOnly? LastBar, DateOnly? First, SortedDictionary<string, int> Open);
}
