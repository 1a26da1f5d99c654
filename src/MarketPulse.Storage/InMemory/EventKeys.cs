using MarketPulse.Core.Contract;

namespace MarketPulse.Storage.InMemory;

/// <summary>The range of keys, which start with the id of an event, of the events of a period.</summary>
internal static class EventKeys
{
    // Sorts after every character of an id.
    private const string End = "}";
    private const string Last = "\uffff";

    /// <summary>Before the keys of the events at or after a time; of all events when it is null or the earliest time.</summary>
    public static string From(DateTimeOffset? time) => time is { } from && from > DateTimeOffset.MinValue ? RowKeys.Stamp(from) : "";

    /// <summary>
    /// After the keys of the events at or before a time, precise to the second; of all events when it is null or the latest time.
    /// </summary>
    public static string To(DateTimeOffset? time) => time is { } to && to < DateTimeOffset.MaxValue ? RowKeys.Stamp(to) + End : Last;
}
