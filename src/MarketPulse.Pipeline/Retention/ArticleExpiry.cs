namespace MarketPulse.Pipeline.Retention;

/// <summary>What is removed of articles, and of which.</summary>
public enum ArticleExpiry
{
    /// <summary>The text beyond its first 500 characters, of articles judged not to be about trade conflict.</summary>
    IrrelevantText,

    /// <summary>The text beyond its first 500 characters, of all classified articles.</summary>
    Text,

    /// <summary>Title, text and addresses, of articles that report no event.</summary>
    QuietArticle,
}
