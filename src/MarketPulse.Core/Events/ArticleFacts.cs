namespace MarketPulse.Core.Events;

/// <summary>What clustering needs of an article: no text, only what decides which event it reports.</summary>
public sealed record ArticleFacts
{
    /// <summary>The article's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its time: 00:00:00Z of the date when only that is known.</summary>
    public required DateTimeOffset Published { get; init; }

    /// <summary>How exactly the time is known.</summary>
    public TimeResolution TimeResolution { get; init; }

    /// <summary>Feed that delivered it.</summary>
    public string Feed { get; init; } = "";

    /// <summary>Headline.</summary>
    public required string Title { get; init; }

    /// <summary>Canonical URL, or null.</summary>
    public string? Url { get; init; }

    /// <summary>Hex SHA-256 of the normalised title and body: equal for exact copies under other addresses.</summary>
    public required string ContentHash { get; init; }

    /// <summary>MinHash signature of the text's shingles, for near copies; empty when the text is too short.</summary>
    public IReadOnlyList<uint> Signature { get; init; } = [];

    /// <summary>What the detector saw.</summary>
    public required ArticleVerdict Verdict { get; init; }
}
