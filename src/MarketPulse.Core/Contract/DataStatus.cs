namespace MarketPulse.Core.Contract;

/// <summary>How fresh a table is, for dashboards.</summary>
[Table("datastatus")]
public sealed record DataStatus : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => "status";

    /// <inheritdoc/>
    public override string RowKey => Table;

    /// <summary>The table.</summary>
    [Column("table", Example = "impactscores")]
    public required string Table { get; init; }

    /// <summary>When this status was determined.</summary>
    [Column("asofutc", Unit = "utc", Example = "2025-06-02T12:05:00Z")]
    public DateTimeOffset AsOfUtc { get; init; }

    /// <summary>Date of the latest bar of any instrument; null before the first bar, and for tables that do not depend on prices.</summary>
    [Column("lastbar", Example = "2025-06-02")]
    public DateOnly? LastBar { get; init; }

    /// <summary>Time of the latest article read; null before the first.</summary>
    [Column("lastarticle", Unit = "utc", Example = "2025-06-02T12:00:00Z")]
    public DateTimeOffset? LastArticle { get; init; }

    /// <summary>Number of events with windows that are unfinished or not yet scored.</summary>
    [Column("openevents", Unit = "count", Example = "4")]
    public int OpenEvents { get; init; }

    /// <summary>
    /// Moment from which it is known what the store held: the earliest that <c>asof</c> accepts. Null before the first refresh.
    /// </summary>
    [Column("logstartsutc", Unit = "utc", Example = "2025-06-02T12:00:00Z")]
    public DateTimeOffset? LogStartsUtc { get; init; }

    /// <summary>
    /// Version of the lexicon in use. Rows from articles that were first seen since <see cref="LexiconSinceUtc"/>, or published on or after
    /// <see cref="ReclassifiedFrom"/>, stand under it; others may stand under an earlier one. Empty for tables that do not depend on it.
    /// </summary>
    [Column("lexiconversion", Example = "1")]
    public string? LexiconVersion { get; init; }

    /// <summary>When the lexicon came into use; null for tables that do not depend on it.</summary>
    [Column("lexiconsinceutc", Unit = "utc", Example = "2025-06-02T12:00:00Z")]
    public DateTimeOffset? LexiconSinceUtc { get; init; }

    /// <summary>
    /// First day of publication of the articles that were classified again with the lexicon, 0001-01-01 for all; null when none were.
    /// </summary>
    [Column("reclassifiedfrom", Example = "2025-01-01")]
    public DateOnly? ReclassifiedFrom { get; init; }
}
