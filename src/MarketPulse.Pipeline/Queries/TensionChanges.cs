using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Finds the days whose articles or events have changed.</summary>
/// <param name="marks">Knows the partitions that have changed.</param>
/// <param name="tension">Store of the counts.</param>
/// <param name="events">Store of the events.</param>
public sealed class TensionChanges(IChangeMarks marks, ITensionStore tension, IEventStore events)
{
    /// <summary>Finds the days of publication of articles that were stored, classified or counted since a time.</summary>
    public async Task<IReadOnlySet<DateOnly>> FindArticleDaysAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        HashSet<DateOnly> days =
        [
            .. (await marks.ReadAsync(ChangeMark.Articles, since, cancellationToken))
                .Select(day => DateOnly.ParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture)),
        ];
        foreach (DateOnly month in Months(await marks.ReadAsync(ChangeMark.ArticleCounts, since, cancellationToken)))
        {
            days.UnionWith(await tension.ReadCountsAsync(month, month.AddMonths(1).AddDays(-1), cancellationToken)
                .Where(count => count.ModifiedUtc >= since).Select(count => count.Date).ToListAsync(cancellationToken));
        }

        return days;
    }

    /// <summary>Finds the days of events that were written since a time.</summary>
    public async Task<IReadOnlySet<DateOnly>> FindEventDaysAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var days = new HashSet<DateOnly>();
        foreach (DateOnly month in Months(await marks.ReadAsync(ChangeMark.Events, since, cancellationToken)))
        {
            days.UnionWith(await ReadAsync(month, month.AddMonths(1), includeSuperseded: true, cancellationToken)
                .Where(found => found.ModifiedUtc >= since)
                .Select(found => DateOnly.FromDateTime(found.EventTimeUtc.UtcDateTime)).ToListAsync(cancellationToken));
        }

        return days;
    }

    /// <summary>Reads the live events of the days from <paramref name="from"/> on.</summary>
    public ValueTask<List<TradeEvent>> ReadEventsAsync(DateOnly from, CancellationToken cancellationToken) =>
        ReadAsync(from, end: null, includeSuperseded: false, cancellationToken).ToListAsync(cancellationToken);

    private IAsyncEnumerable<TradeEvent> ReadAsync(
        DateOnly from, DateOnly? end, bool includeSuperseded, CancellationToken cancellationToken) =>
        events.ReadAsync(
            Midnight(from), end is { } day ? Midnight(day) : DateTimeOffset.MaxValue, includeSuperseded, cancellationToken);

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    // Marks of partitions that an earlier release wrote under other keys are no months.
    private static IEnumerable<DateOnly> Months(IEnumerable<string> marks) => marks
        .Select(mark => DateOnly.TryParseExact(mark, "yyyyMM", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly month)
            ? month
            : (DateOnly?)null)
        .OfType<DateOnly>();
}
