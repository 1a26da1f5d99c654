namespace MarketPulse.Core.Events;

/// <summary>A news article with its text, as read from a feed, a file or a user.</summary>
public sealed record Article
{
    /// <summary>The id that <see cref="ArticleIdentity.Create"/> gives the article: 16 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>The id that the source gives the article; null if it gives none.</summary>
    public string? SourceId { get; init; }

    /// <summary>Name of the feed that delivered it: a configured name, <c>file</c> or <c>user</c>.</summary>
    public required string Feed { get; init; }

    /// <summary>Canonical URL, or null.</summary>
    public string? Url { get; init; }

    /// <summary>The publisher, e.g. a newspaper; null if unknown.</summary>
    public string? Publisher { get; init; }

    /// <summary>Headline as plain text.</summary>
    public required string Title { get; init; }

    /// <summary>Body or summary as plain text; may be empty.</summary>
    public string Body { get; init; } = "";

    /// <summary>Earliest trustworthy time of the report, UTC; 00:00:00Z of its date if only the date is known.</summary>
    public required DateTimeOffset Published { get; init; }

    /// <summary>Precision of <see cref="Published"/>.</summary>
    public TimeResolution TimeResolution { get; init; }

    /// <summary>When the article was first read from its feed, UTC.</summary>
    public DateTimeOffset FirstSeen { get; init; }

    /// <summary>UTC date of <see cref="Published"/>: the partition, which never changes once the article is stored.</summary>
    public DateOnly Day => DateOnly.FromDateTime(Published.UtcDateTime);
}

/// <summary>Precision of a time.</summary>
public enum TimeResolution
{
    /// <summary>To the minute or better.</summary>
    Exact,

    /// <summary>On the right side of the opening and closing of the session that it concerns; the minute is not known.</summary>
    Approximate,

    /// <summary>Only the date is known.</summary>
    Day,
}
