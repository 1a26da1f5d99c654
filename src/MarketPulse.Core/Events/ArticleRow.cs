using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events;

/// <summary>An article as published to dashboards: its origin, its verdict and the event it reports, without its text.</summary>
[Table("articles")]
public sealed record ArticleRow : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => PublishedUtc.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string RowKey => ArticleId;

    /// <summary>First 16 hex digits of SHA-256 of the canonical URL, else of normalised title, body and published date.</summary>
    [Column("articleid", Example = "1f0c9a3e5b7d2468")]
    public required string ArticleId { get; init; }

    /// <summary>The id that the source itself gives the article.</summary>
    [Column("sourceid")]
    public string? SourceId { get; init; }

    /// <summary>Name of the feed that delivered it.</summary>
    [Column("feed", Example = "ustr")]
    public required string Feed { get; init; }

    /// <summary>Canonical URL.</summary>
    [Column("url")]
    public string? Url { get; init; }

    /// <summary>Who published it.</summary>
    [Column("publisher")]
    public string? Publisher { get; init; }

    /// <summary>Headline.</summary>
    [Column("title")]
    public required string Title { get; init; }

    /// <summary>Earliest trustworthy time of the report; 00:00:00Z of its date when only that is known.</summary>
    [Column("publishedutc", Unit = "utc", Example = "2025-06-02T12:00:00Z")]
    public required DateTimeOffset PublishedUtc { get; init; }

    /// <summary>Whether the time is exact or only the day is known.</summary>
    [Column("timeresolution", Example = "exact")]
    public TimeResolution TimeResolution { get; init; }

    /// <summary>When the article was first read from its feed.</summary>
    [Column("firstseenutc", Unit = "utc", Example = "2025-06-02T12:05:00Z")]
    public DateTimeOffset FirstSeenUtc { get; init; }

    /// <summary>Hex SHA-256 of the normalised title and body; empty until classified.</summary>
    [Column("contenthash")]
    public string ContentHash { get; init; } = "";

    /// <summary>Whether it is about trade conflict, 0 to 1; null until classified.</summary>
    [Column("relevance", Unit = "fraction", Example = "0.97")]
    public double? Relevance { get; init; }

    /// <summary>Whether the relevance passes the lexicon's threshold; null until classified.</summary>
    [Column("isrelevant", Example = "true")]
    public bool? IsRelevant { get; init; }

    /// <summary>Whether it reports a development; null until classified.</summary>
    [Column("isevent", Example = "true")]
    public bool? IsEvent { get; init; }

    /// <summary>Why it is an event or is not, as a code; empty until classified.</summary>
    [Column("reason", Example = "development")]
    public string Reason { get; init; } = "";

    /// <summary>Direction of the development; neutral when there is none.</summary>
    [Column("stance", Example = "escalation")]
    public Stance Stance { get; init; }

    /// <summary>Strength, unsigned; null until classified.</summary>
    [Column("intensity", Unit = "points", Example = "62")]
    public double? Intensity { get; init; }

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

    /// <summary>Language as detected; empty until classified.</summary>
    [Column("language", Example = "en")]
    public string Language { get; init; } = "";

    /// <summary>Version of the lexicon that classified it; empty until then.</summary>
    [Column("lexiconversion", Example = "1")]
    public string LexiconVersion { get; init; } = "";

    /// <summary>The event it reports.</summary>
    [Column("eventid", Example = "20250602T120000Z-1f0c9a3e")]
    public string? EventId { get; init; }
}
