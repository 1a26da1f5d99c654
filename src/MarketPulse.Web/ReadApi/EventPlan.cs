using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Web.ReadApi;

/// <summary>Chooses the keys to read from tables that are partitioned by month and sorted by event, given the conditions.</summary>
internal static class EventPlan
{
    private const string EventId = "eventid";
    private const string EventTime = "eventtimeutc";
    private const string DateKey = "datekey";
    private const string Symbol = "symbol";

    private static readonly TimeSpan Lineage = LockForecast.Lineage;

    // Sorts after every character of an id, and after the bar that ends one.
    private const string End = "}";

    /// <summary>By event, or by a range of event times. The row key is the event id, or starts with it.</summary>
    public static RowQuery ForEvents(IReadOnlyList<ColumnCondition> conditions)
    {
        if (Text(conditions, EventId) is { } eventId)
        {
            string start = Text(conditions, Symbol) is { } symbol ? $"{eventId}|{symbol}" : eventId;

            // A text that is not an event id matches no partition.
            return new RowQuery { FirstPartition = RowKeys.Partition(eventId) ?? "", FirstRow = start, EndRow = start + End };
        }

        (DateTimeOffset from, DateTimeOffset to) = Range(conditions);
        return from == DateTimeOffset.MinValue && to == DateTimeOffset.MaxValue
            ? new RowQuery()
            : new RowQuery
            {
                FirstPartition = RowKeys.Partition(from),
                LastPartition = RowKeys.Partition(to),
                FirstRow = RowKeys.Stamp(from),
                EndRow = RowKeys.Stamp(to) + End,
            };
    }

    /// <summary>The period of event times, end exclusive, outside of which no row meets the conditions; null where it is open.</summary>
    public static (DateTimeOffset? From, DateTimeOffset? To) Period(IReadOnlyList<ColumnCondition> conditions)
    {
        if (Text(conditions, EventId) is { } eventId && RowKeys.Time(eventId) is { } time)
        {
            return (time, time.AddSeconds(1));
        }

        // Bounds are inclusive here, and times precise to the second in ids.
        (DateTimeOffset from, DateTimeOffset to) = Range(conditions);
        return (
            from == DateTimeOffset.MinValue ? null : from,
            to >= DateTimeOffset.MaxValue.AddSeconds(-1) ? null : to.AddSeconds(1));
    }

    /// <summary>For scores: by instrument, latest event first, when the conditions name an instrument but no event.</summary>
    public static RowQuery ForScores(IReadOnlyList<ColumnCondition> conditions)
    {
        if (Text(conditions, Symbol) is not { } symbol || Text(conditions, EventId) is not null)
        {
            return ForEvents(conditions);
        }

        (DateTimeOffset from, DateTimeOffset to) = Range(conditions);
        return new RowQuery
        {
            Table = "instrumentscores",
            FirstPartition = symbol,
            FirstRow = RowKeys.Reverse(to),
            EndRow = RowKeys.Reverse(from) + End,
        };
    }

    /// <summary>
    /// For outcomes of forecasts: by event, or by a range of event times. Their keys start with the position of the forecast, whose event
    /// may be up to two days before or after the one that was scored, if an earlier report has re-keyed it.
    /// </summary>
    public static RowQuery ForOutcomes(IReadOnlyList<ColumnCondition> conditions)
    {
        if (Text(conditions, EventId) is { } eventId)
        {
            // A text that is not an event id matches no partition.
            return RowKeys.Time(eventId) is { } time
                ? new RowQuery
                {
                    FirstPartition = RowKeys.Partition(time < DateTimeOffset.MinValue + Lineage ? time : time - Lineage),
                    LastPartition = RowKeys.Partition(time > DateTimeOffset.MaxValue - Lineage ? time : time + Lineage),
                }
                : new RowQuery { FirstPartition = "" };
        }

        (DateTimeOffset from, DateTimeOffset to) = Range(conditions);
        return from == DateTimeOffset.MinValue && to == DateTimeOffset.MaxValue
            ? new RowQuery()
            : new RowQuery { FirstPartition = RowKeys.Partition(from), LastPartition = RowKeys.Partition(to) };
    }

    /// <summary>For analogues: by the event whose analogues they are.</summary>
    public static RowQuery ForAnalogues(IReadOnlyList<ColumnCondition> conditions) => new() { FirstPartition = Text(conditions, EventId) };

    private static string? Text(IReadOnlyList<ColumnCondition> conditions, string column) =>
        conditions.FirstOrDefault(condition => condition.Column.Name == column && condition.Comparison == Comparison.Equal)
            ?.Value as string;

    private static (DateTimeOffset From, DateTimeOffset To) Range(IReadOnlyList<ColumnCondition> conditions)
    {
        DateTimeOffset from = DateTimeOffset.MinValue;
        DateTimeOffset to = DateTimeOffset.MaxValue;
        foreach (ColumnCondition condition in conditions)
        {
            if (Bounds(condition) is not { } bounds)
            {
                continue;
            }

            if (condition.Comparison is Comparison.Equal or Comparison.AtLeast or Comparison.Above && bounds.First > from)
            {
                from = bounds.First;
            }

            if (condition.Comparison is Comparison.Equal or Comparison.AtMost or Comparison.Below && bounds.Last < to)
            {
                to = bounds.Last;
            }
        }

        return (from, to);
    }

    /// <summary>First and last moment of the value of a condition.</summary>
    private static (DateTimeOffset First, DateTimeOffset Last)? Bounds(ColumnCondition condition) => condition switch
    {
        { Column.Name: EventTime, Value: DateTimeOffset time } => (time, time),
        { Column.Name: DateKey, Value: int key } when Day(key) is { } day => (day, day.AddDays(1)),
        _ => null,
    };

    private static DateTimeOffset? Day(int key) =>
        DateOnly.TryParseExact(key.ToString(CultureInfo.InvariantCulture), "yyyyMMdd", out DateOnly day) && day < DateOnly.MaxValue
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : null;
}
