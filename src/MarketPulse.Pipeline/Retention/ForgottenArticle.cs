using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Pipeline.Retention;

/// <summary>What remains of the facts of an article whose content is removed.</summary>
public static class ForgottenArticle
{
    /// <summary>The reason in the verdict of a forgotten article.</summary>
    public const string Reason = "forgotten";

    /// <summary>Removes title, address, signature and the phrases that decided; codes and figures remain.</summary>
    public static ArticleFacts WithoutContent(ArticleFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts with
        {
            Title = "",
            Url = null,
            ContentHash = "",
            Signature = [],
            Verdict = facts.Verdict with { Phrases = [] },
        };
    }

    /// <summary>Changes the verdict so that the article no longer reports an event. Relevance, codes and figures remain.</summary>
    public static ArticleFacts WithoutEvent(ArticleFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts with { Verdict = facts.Verdict with { IsEvent = false, Reason = Reason } };
    }
}
