namespace MarketPulse.Core.Events;

/// <summary>One news article as it came from a feed, a file or a user, with its text.</summary>
public sealed record Article
{
    /// <summary>First 16 hex digits of SHA-256 of the canonical URL, else of normalised title, body and published date.</summary>
    public required string Id { get; init; }

    /// <summary>The id that the source itself gives the article, if any.</summary>
    public string? SourceId { get; init; }

    /// <summary>Name of the feed that delivered it: a configured name, <c>file</c> or <c>user</c>.</summary>
    public required string Feed { get; init; }

    /// <summary>Canonical URL, or null.</summary>
    public string? Url { get; init; }

    /// <summary>Who published it, e.g. a newspaper; null when unknown.</summary>
    public string? Publisher { get; init; }

    /// <summary>Headline as plain text.</summary>
    public required string Title { get; init; }

    /// <summary>Body or summary as plain text; may be empty.</summary>
    public string Body { get; init; } = "";

    /// <summary>Earliest trustworthy time of the report, UTC; 00:00:00Z of its date when only the date is known.</summary>
    public required DateTimeOffset Published { get; init; }

    /// <summary>Whether <see cref="Published"/> is a moment or only a date.</summary>
    public TimeResolution TimeResolution { get; init; }

    /// <summary>When the article was first read from its feed, UTC.</summary>
    public DateTimeOffset FirstSeen { get; init; }

    /// <summary>UTC day of <see cref="Published"/>: the partition, never moved once stored.</summary>
    public DateOnly Day => DateOnly.FromDateTime(Published.UtcDateTime);
}

/// <summary>How exactly a time is known.</summary>
public enum TimeResolution
{
    /// <summary>To the minute or better.</summary>
    Exact,

    /// <summary>Only the date.</summary>
    Day,
}
