namespace MarketPulse.Core.Events.Clustering;

/// <summary>What clustering needs of an article: no text, only what decides which event it reports.</summary>
public sealed record ArticleFacts
{
    /// <summary>The article's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its time: 00:00:00Z of the date when only that is known.</summary>
    public required DateTimeOffset Published { get; init; }

    /// <summary>How exactly the time is known.</summary>
    public TimeResolution TimeResolution { get; init; }

    /// <summary>When it was first read from its feed, UTC: before that it was not known.</summary>
    public DateTimeOffset FirstSeen { get; init; }

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

    /// <summary>The facts of an article that the detector, or the user who submitted it, has judged.</summary>
    public static ArticleFacts Of(Article article, ArticleVerdict verdict)
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
            Url = CanonicalUrl.Of(article.Url),
            ContentHash = ArticleIdentity.ContentHash(title, article.Body),
            Signature = MinHash.Sign($"{NormalText.Of(title)} {NormalText.Of(article.Body)}"),
            Verdict = verdict,
        };
    }

    // Aggregators append the outlet's name, which would make every headline of one outlet alike and the same one elsewhere different.
    private static string WithoutPublisher(string title, string? publisher)
    {
        if (string.IsNullOrWhiteSpace(publisher))
        {
            return title;
        }

        string trimmed = title.TrimEnd();
        string rest = trimmed.EndsWith(publisher, StringComparison.OrdinalIgnoreCase) ? trimmed[..^publisher.Length].TrimEnd() : trimmed;
        return rest.Length < trimmed.Length && rest.Length > 1 && rest[^1] is '-' or '|' or '\u2013' or '\u2014' ? rest[..^1].TrimEnd() : title;
    }
}
