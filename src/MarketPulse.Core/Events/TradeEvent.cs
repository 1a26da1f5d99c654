using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events;

/// <summary>A development in a trade conflict, reported by one or more articles.</summary>
[Table("tradeevents")]
public sealed record TradeEvent : TableRow
{
    /// <summary>Maximum number of article ids in <see cref="Articles"/>, and of reports by which an event is recognised.</summary>
    public const int MaxArticles = 400;

    /// <inheritdoc/>
    public override string PartitionKey => EventTimeUtc.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string RowKey => EventId;

    /// <summary>Time of the event (<c>yyyyMMddTHHmmssZ</c>), a dash, and the first 8 hex digits of its first article's id.</summary>
    [Column("eventid", Example = "20250602T120000Z-1f0c9a3e")]
    public required string EventId { get; init; }

    /// <summary>Time of the earliest trustworthy report, unless it was corrected.</summary>
    [Column("eventtimeutc", Unit = "utc", Example = "2025-06-02T12:00:00Z")]
    public required DateTimeOffset EventTimeUtc { get; init; }

    /// <summary>UTC date of the event as an integer, yyyyMMdd.</summary>
    [Column("datekey", Example = "20250602")]
    public int DateKey => RowKeys.DateKey(EventTimeUtc);

    /// <summary>Whether the time is exact or only the day is known.</summary>
    [Column("timeresolution", Example = "exact")]
    public TimeResolution TimeResolution { get; init; }

    /// <summary>Direction.</summary>
    [Column("stance", Example = "mixed")]
    public Stance Stance { get; init; }

    /// <summary>Strength, unsigned, 0 to 100.</summary>
    [Column("intensity", Unit = "points", Example = "62")]
    public double Intensity { get; init; }

    /// <summary>How firm the reported act is.</summary>
    [Column("certainty", Example = "announced")]
    public Certainty Certainty { get; init; }

    /// <summary>Codes of measures, separated by bars.</summary>
    [Column("measures", Example = "export_control|tariff")]
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>Codes of topics, separated by bars.</summary>
    [Column("topics", Example = "rare_earths|semiconductors")]
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Actors: country codes, leaders, companies; separated by bars.</summary>
    [Column("actors", Example = "CN|US")]
    public IReadOnlyList<string> Actors { get; init; } = [];

    /// <summary>Country pairs, separated by bars.</summary>
    [Column("pairs", Example = "US-CN")]
    public IReadOnlyList<string> Pairs { get; init; } = [];

    /// <summary>
    /// The dispute that it belongs to: its parties, a bar, and the dispute, such as <c>metals</c>, <c>usmca</c> or <c>general</c>. Read
    /// from the event's own facts. Of the events of one story and one day, only the strongest counts in indexes and sensitivity.
    /// </summary>
    [Column("story", Example = "CN-US|metals")]
    public string Story { get; init; } = "";

    /// <summary>
    /// What it counts for in sums over stories: its story, or itself if it has none, as events that an earlier version stored.
    /// </summary>
    internal string CountedFor => Story.Length > 0 ? Story : EventId;

    /// <summary>Rates and amounts with their unit, separated by bars.</summary>
    [Column("quantities", Example = "25 percent|200000000000 USD")]
    public IReadOnlyList<string> Quantities { get; init; } = [];

    /// <summary>Title of the first report.</summary>
    [Column("headline")]
    public string Headline { get; init; } = "";

    /// <summary>URL of the first report.</summary>
    [Column("link")]
    public string? Link { get; init; }

    /// <summary>Relevance of the first report, 0 to 1.</summary>
    [Column("relevance", Unit = "fraction", Example = "0.97")]
    public double Relevance { get; init; }

    /// <summary>Number of articles that report the event.</summary>
    [Column("sources", Unit = "count", Example = "3")]
    public int Sources { get; init; } = 1;

    /// <summary>Share of what is new against events of the days before, 0 to 1.</summary>
    [Column("novelty", Unit = "fraction", Example = "0.8")]
    public double Novelty { get; init; } = 1;

    /// <summary>When the measure takes effect, if the text says.</summary>
    [Column("effectivedate")]
    public DateOnly? EffectiveDate { get; init; }

    /// <summary>
    /// Dates ahead that the reports announce, separated by bars: <c>effective</c>, <c>deadline</c> or <c>expiry</c>, the date, and
    /// <c>stated</c> if a report names it or <c>computed</c> if it follows from a duration or weekday.
    /// </summary>
    [Column("scheduled", Example = "effective 2025-05-14 stated|expiry 2025-08-12 computed")]
    public IReadOnlyList<string> Scheduled { get; init; } = [];

    /// <summary>The earlier event whose facts this one changes.</summary>
    [Column("follows")]
    public string? Follows { get; init; }

    /// <summary>
    /// Time of the first report where a correction has set another <see cref="EventTimeUtc"/>; otherwise null.
    /// </summary>
    [Column("reportedutc", Unit = "utc")]
    public DateTimeOffset? ReportedUtc { get; init; }

    /// <summary>Ids of the corrections that the row reflects, in the order in which they were made, separated by bars.</summary>
    [Column("corrections", Example = "20250602T120000Z-stance-5b7d2468")]
    public IReadOnlyList<string> Corrections { get; init; } = [];

    /// <summary>When the last of <see cref="Corrections"/> was made; null if there are none.</summary>
    [Column("correctedutc", Unit = "utc")]
    public DateTimeOffset? CorrectedUtc { get; init; }

    /// <summary>
    /// Live, superseded by another event, or voided by a correction; readers leave rows out that are not live.
    /// </summary>
    [Column("status", Example = "live")]
    public EventStatus Status { get; init; }

    /// <summary>The event that took this one's place.</summary>
    [Column("supersededby")]
    public string? SupersededBy { get; init; }

    /// <summary>Raised whenever the event's facts change.</summary>
    [Column("revision", Unit = "count", Example = "1")]
    public int Revision { get; init; } = 1;

    /// <summary>Date of the last bar of the event's longest window over all instruments; null until scored.</summary>
    [Column("openuntil")]
    public DateOnly? OpenUntil { get; init; }

    /// <summary>
    /// Fingerprint of the overlaps that the event's scores show; null until scored. Equal fingerprints mean equal overlaps.
    /// </summary>
    [Column("overlapkey", Example = "e3b0c44298fc1c14")]
    public string? OverlapKey { get; init; }

    /// <summary>Ids of the articles that report the event, earliest first, separated by bars (the first 400).</summary>
    [Column("articles")]
    public IReadOnlyList<string> Articles { get; init; } = [];

    /// <summary>
    /// For events that were merged or split: the group of reports to which clustering assigns each of <see cref="Articles"/>, named by the
    /// id of the group's first report; one entry if it is the same for all. Empty otherwise.
    /// </summary>
    [Column("reportgroups")]
    public IReadOnlyList<string> ReportGroups { get; init; } = [];

    /// <summary>Version of the lexicon that found it.</summary>
    [Column("lexiconversion", Example = "1")]
    public string LexiconVersion { get; init; } = "";

    /// <summary>W3C trace id of the article that started it; null when telemetry was off.</summary>
    [Column("traceid")]
    public string? TraceId { get; init; }
}

/// <summary>Whether an event is current.</summary>
public enum EventStatus
{
    /// <summary>The event is current.</summary>
    Live,

    /// <summary>Another event replaced it; its row is kept for the record.</summary>
    Superseded,

    /// <summary>
    /// A correction says that there is no such event. Its row still takes reports; revoking the correction brings it back.
    /// </summary>
    Voided,
}
