using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;

namespace MarketPulse.Core.Analogues;

/// <summary>One of the past events that were nearest to an event when it was detected, with each term of the distance.</summary>
[Table("analogues")]
public sealed record Analogue : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => EventId;

    /// <inheritdoc/>
    public override string RowKey => Rank.ToString("D2", CultureInfo.InvariantCulture);

    /// <summary>The event that the analogue is of.</summary>
    [Column("eventid", Example = "20250602T120000Z-1f0c9a3e")]
    public required string EventId { get; init; }

    /// <summary>Rank by distance, from 1.</summary>
    [Column("rank", Example = "1")]
    public required int Rank { get; init; }

    /// <summary>The past event.</summary>
    [Column("analogueid", Example = "20250404T101500Z-77ab01c2")]
    public required string AnalogueId { get; init; }

    /// <summary>Time of the past event.</summary>
    [Column("analoguetimeutc", Unit = "utc", Example = "2025-04-04T10:15:00Z")]
    public required DateTimeOffset AnalogueTimeUtc { get; init; }

    /// <summary>Headline of the past event.</summary>
    [Column("headline")]
    public string Headline { get; init; } = "";

    /// <summary>Stance of the past event.</summary>
    [Column("stance", Example = "escalation")]
    public Stance Stance { get; init; }

    /// <summary>Distance from 0 (identical) to 1: the sum of the terms that follow.</summary>
    [Column("distance", Unit = "0 to 1", Example = "0.21")]
    public double Distance { get; init; }

    /// <summary>Contribution of the measures to the distance, at most 0.25.</summary>
    [Column("distance_measures", Unit = "0 to 1", Example = "0.13")]
    public double DistanceMeasures { get; init; }

    /// <summary>Contribution of the actors to the distance, at most 0.20.</summary>
    [Column("distance_actors", Unit = "0 to 1", Example = "0")]
    public double DistanceActors { get; init; }

    /// <summary>Contribution of the stance to the distance, at most 0.20.</summary>
    [Column("distance_stance", Unit = "0 to 1", Example = "0")]
    public double DistanceStance { get; init; }

    /// <summary>Contribution of the topics to the distance, at most 0.15.</summary>
    [Column("distance_topics", Unit = "0 to 1", Example = "0.05")]
    public double DistanceTopics { get; init; }

    /// <summary>Contribution of the certainty to the distance, at most 0.10.</summary>
    [Column("distance_certainty", Unit = "0 to 1", Example = "0.01")]
    public double DistanceCertainty { get; init; }

    /// <summary>Contribution of the intensity to the distance, at most 0.10.</summary>
    [Column("distance_intensity", Unit = "0 to 1", Example = "0.02")]
    public double DistanceIntensity { get; init; }

    /// <summary>Revision of the event when its analogues were found.</summary>
    [Column("revision", Unit = "count", Example = "1")]
    public int Revision { get; init; }
}
