using MarketPulse.Core.Contract;
using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Core.Events.Upcoming;

/// <summary>
/// Keeps the rows of dates ahead those of the events: which rows an event has, and which of them later events have overtaken. The result is
/// the same in whatever order the events were changed.
/// </summary>
public static class UpcomingCalendar
{
    private const string Delay = "delay";

    private static readonly RowColumn[] Content =
        [.. RowSchema.Of<UpcomingDate>().Columns.Where(column => column.IsStored && column.Name is not ("modifiedutc" or "engineversion"))];

    /// <summary>
    /// The first and last date of the rows that a change of events can concern: their own, those that they can overtake, and those of later
    /// events that may overtake these instead.
    /// </summary>
    /// <param name="changed">The events, at least one.</param>
    public static (DateOnly First, DateOnly Last) Range(IReadOnlyCollection<TradeEvent> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        DateOnly first = changed.Min(Day);
        int last = changed.Max(Day).DayNumber + (2 * ScheduledDate.MaxDaysAhead);
        return (first, last > DateOnly.MaxValue.DayNumber ? DateOnly.MaxValue : DateOnly.FromDayNumber(last));
    }

    /// <summary>Computes what to write so that the rows are those of the events.</summary>
    /// <param name="stored">All rows with a date in the <see cref="Range"/> of the changed events.</param>
    /// <param name="changed">The changed events, as they are stored now.</param>
    public static UpcomingChange Update(IReadOnlyCollection<UpcomingDate> stored, IReadOnlyCollection<TradeEvent> changed)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(changed);
        HashSet<string> ids = [.. changed.Select(tradeEvent => tradeEvent.EventId)];
        UpcomingDate[] own = [.. changed.SelectMany(UpcomingDate.FromEvent)];
        UpcomingDate[] others = [.. stored.Where(row => !ids.Contains(row.EventId))];
        UpcomingDate[] live = [.. own.Concat(others).Where(row => row.EventStatus == EventStatus.Live)];
        UpcomingDate[] liveOwn = [.. live.Where(row => ids.Contains(row.EventId))];
        Array.Sort(live, static (one, other) => CompareEvents(one.EventId, other.EventId));
        Array.Sort(liveOwn, static (one, other) => CompareEvents(one.EventId, other.EventId));
        IEnumerable<UpcomingDate> wanted = own.Concat(others).Select(row =>
            row.EventStatus != EventStatus.Live ? row
            : ids.Contains(row.EventId) || (row.OvertakenBy is { } known && ids.Contains(known))
                ? row with { OvertakenBy = FindOvertaking(row, live) }
                : row with { OvertakenBy = Earlier(row.OvertakenBy, FindOvertaking(row, liveOwn)) });
        Dictionary<string, UpcomingDate> before = stored.ToDictionary(row => row.RowKey, StringComparer.Ordinal);
        HashSet<string> kept = [.. own.Select(row => row.RowKey)];
        return new UpcomingChange(
            [.. wanted.Where(row => !(before.TryGetValue(row.RowKey, out UpcomingDate? known) && AreEqual(known, row)))],
            [.. stored.Where(row => ids.Contains(row.EventId) && !kept.Contains(row.RowKey))]);
    }

    /// <summary>Whether two states of an event have the same rows, so that nothing is to be updated.</summary>
    public static bool HaveSameRows(TradeEvent one, TradeEvent other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return UpcomingDate.FromEvent(one).SequenceEqual(UpcomingDate.FromEvent(other), SameContent.Instance);
    }

    /// <summary>Id of the first later event that overtakes a row; null if none does.</summary>
    /// <param name="row">The row.</param>
    /// <param name="live">The rows of live events, in order of the events.</param>
    private static string? FindOvertaking(UpcomingDate row, UpcomingDate[] live) => live
        .Where(later => CompareEvents(later.EventId, row.EventId) > 0)
        .TakeWhile(later => DateOnly.FromDateTime(later.EventTimeUtc.UtcDateTime) <= row.Date)
        .FirstOrDefault(later => ShareSubject(row, later) && Replaces(row, later))?.EventId;

    // An unchanged event that overtakes a row still does, so only the changed ones are compared with it.
    private static string? Earlier(string? known, string? found) =>
        known is null || (found is not null && CompareEvents(found, known) < 0) ? found : known;

    private static bool Replaces(UpcomingDate row, UpcomingDate later) =>
        (later.What == row.What && (row.What != ScheduleKind.Effective || later.Date == row.Date))
        || (row.What == ScheduleKind.Effective && later.Date > row.Date && later.Measures.Contains(Delay, StringComparer.Ordinal));

    private static bool ShareSubject(UpcomingDate row, UpcomingDate later) =>
        CodeLists.HaveCommon(row.UnorderedPairs, later.UnorderedPairs)
        && CodeLists.HaveCommon(row.Measures, later.Measures)
        && !CodeLists.Conflict(row.Topics, later.Topics);

    // An event id starts with the event's time.
    private static int CompareEvents(string one, string other) => string.CompareOrdinal(one, other);

    private static DateOnly Day(TradeEvent tradeEvent) => DateOnly.FromDateTime(tradeEvent.EventTimeUtc.UtcDateTime);

    private static bool AreEqual(UpcomingDate one, UpcomingDate other) =>
        Array.TrueForAll(Content, column => (column.Read(one), column.Read(other)) switch
        {
            (IReadOnlyList<string> a, IReadOnlyList<string> b) => a.SequenceEqual(b, StringComparer.Ordinal),
            var (a, b) => Equals(a, b),
        });

    private sealed class SameContent : IEqualityComparer<UpcomingDate>
    {
        public static SameContent Instance { get; } = new();

        public bool Equals(UpcomingDate? x, UpcomingDate? y) => x is null || y is null ? x is null && y is null : AreEqual(x, y);

        public int GetHashCode(UpcomingDate obj) => StringComparer.Ordinal.GetHashCode(obj.RowKey);
    }
}

/// <summary>What to write so that the rows of dates ahead are those of the events.</summary>
/// <param name="Put">Rows to add or replace.</param>
/// <param name="Removed">Rows to remove.</param>
public sealed record UpcomingChange(IReadOnlyList<UpcomingDate> Put, IReadOnlyList<UpcomingDate> Removed);
