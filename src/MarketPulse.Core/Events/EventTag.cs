using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events;

/// <summary>One measure, topic, actor, country pair or story of a live event, for slicing.</summary>
[Table("eventtags")]
public sealed record EventTag : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => EventTimeUtc.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string RowKey => $"{EventId}|{Kind}|{Value}";

    /// <summary>The event.</summary>
    [Column("eventid", Example = "20250602T120000Z-1f0c9a3e")]
    public required string EventId { get; init; }

    /// <summary>Time of the event's first report.</summary>
    [Column("eventtimeutc", Unit = "utc", Example = "2025-06-02T12:00:00Z")]
    public required DateTimeOffset EventTimeUtc { get; init; }

    /// <summary>What the value is: <c>measure</c>, <c>topic</c>, <c>actor</c>, <c>pair</c> or <c>story</c>.</summary>
    [Column("kind", Example = "measure")]
    public required string Kind { get; init; }

    /// <summary>Code of the measure, topic, actor, pair or story.</summary>
    [Column("value", Example = "tariff")]
    public required string Value { get; init; }

    /// <summary>The tags of an event; none if it is superseded.</summary>
    public static IEnumerable<EventTag> FromEvent(TradeEvent tradeEvent)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        if (tradeEvent.Status != EventStatus.Live)
        {
            return [];
        }

        return new (string Kind, IReadOnlyList<string> Values)[]
        {
            ("measure", tradeEvent.Measures),
            ("topic", tradeEvent.Topics),
            ("actor", tradeEvent.Actors),
            ("pair", tradeEvent.Pairs),
            ("story", tradeEvent.Story.Length > 0 ? [tradeEvent.Story] : []),
        }.SelectMany(tags => tags.Values.Distinct(StringComparer.Ordinal).Select(value => new EventTag
        {
            EventId = tradeEvent.EventId,
            EventTimeUtc = tradeEvent.EventTimeUtc,
            Kind = tags.Kind,
            Value = value,
        }));
    }
}
