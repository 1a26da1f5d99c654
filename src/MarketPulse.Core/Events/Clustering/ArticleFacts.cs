namespace MarketPulse.Core.Events.Clustering;

/// <summary>What clustering needs to know about an article: what decides which event it reports, without the text.</summary>
public sealed record ArticleFacts
{
    /// <summary>The article's id.</summary>
    public required string Id { get; init; }

    /// <summary>Time of publication, UTC; 00:00:00Z of the date if only the date is known.</summary>
    public required DateTimeOffset Published { get; init; }

    /// <summary>Precision of <see cref="Published"/>.</summary>
    public TimeResolution TimeResolution { get; init; }

    /// <summary>When the article was first read from its feed, UTC. It was unknown before.</summary>
    public DateTimeOffset FirstSeen { get; init; }

    /// <summary>Name of the feed that delivered it.</summary>
    public string Feed { get; init; } = "";

    /// <summary>Headline, without the publisher's name that aggregators append.</summary>
    public required string Title { get; init; }

    /// <summary>Canonical URL, or null.</summary>
    public string? Url { get; init; }

    /// <summary>Hex SHA-256 of the normalised title and body; equal for exact copies under different addresses.</summary>
    public required string ContentHash { get; init; }

    /// <summary>MinHash signature of the text, which finds near copies; empty for short texts.</summary>
    public IReadOnlyList<uint> Signature { get; init; } = [];

    /// <summary>The verdict of the detector, or of the user who submitted the article.</summary>
    public required ArticleVerdict Verdict { get; init; }

    /// <summary>The facts of a classified article.</summary>
    /// <param name="article">The article with its text.</param>
    /// <param name="verdict">The verdict of the detector, or of the user who submitted the article.</param>
    public static ArticleFacts FromVerdict(Article article, ArticleVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(article);
        ArgumentNullException.ThrowIfNull(verdict);
        string title = WithoutPublisher(article.Title, article.Publisher);
        return new ArticleFacts
        {
            Id = article.Id,
            Published = article.Published.ToUniversalTime(),
            TimeResolution = article.TimeResolution,
            FirstSeen = article.FirstSeen.ToUniversalTime(),
            Feed = article.Feed,
            Title = title,
            Url = CanonicalUrl.Canonicalize(article.Url),
            ContentHash = ArticleIdentity.ContentHash(title, article.Body),
            Signature = MinHash.Sign($"{NormalText.Normalize(title)} {NormalText.Normalize(article.Body)}"),
            Verdict = verdict,
        };
    }

    // Aggregators append the publisher's name, which would make all headlines of one publisher similar, and copies at other publishers
    // different.
    private static string WithoutPublisher(string title, string? publisher)
    {
        if (string.IsNullOrWhiteSpace(publisher))
        {
            return title;
        }

        string trimmed = title.TrimEnd();
        string rest = trimmed.EndsWith(publisher, StringComparison.OrdinalIgnoreCase) ? trimmed[..^publisher.Length].TrimEnd() : trimmed;
        bool hasSuffix = rest.Length < trimmed.Length && rest.Length > 1 && rest[^1] is '-' or '|' or '\u2013' or '\u2014';
        return hasSuffix ? rest[..^1].TrimEnd() : title;
    }
}
