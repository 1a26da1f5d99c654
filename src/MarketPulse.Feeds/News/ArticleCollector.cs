using MarketPulse.Core.Events;

namespace MarketPulse.Feeds.News;

/// <summary>Collects the new articles of one poll.</summary>
/// <param name="maker">Creates articles from items.</param>
/// <param name="seen">Remembers the items of earlier polls, and from now on those of this one.</param>
internal sealed class ArticleCollector(ArticleMaker maker, SeenItems seen)
{
    private readonly List<Article> _articles = [];
    private readonly List<string> _errors = [];

    /// <summary>The new articles, in the order of the source.</summary>
    public IReadOnlyList<Article> Articles => _articles;

    /// <summary>What was skipped or corrected, one sentence each.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Number of items, new or not.</summary>
    public int Items { get; private set; }

    /// <summary>Adds the article of an item unless the item was delivered before.</summary>
    /// <param name="key">What identifies the item at its source.</param>
    /// <param name="item">The item.</param>
    /// <param name="source">Address that the item's link is relative to; null for none.</param>
    /// <returns>The article; null when the item is not new or does not make an article.</returns>
    public Article? Add(string key, FeedItem item, Uri? source = null)
    {
        Items++;
        if (!seen.Add(key) || maker.Make(item, source, _errors) is not { } article)
        {
            return null;
        }

        _articles.Add(article);
        return article;
    }

    /// <summary>Adds an error.</summary>
    public void Report(string error) => _errors.Add(error);

    /// <summary>Where the items were left, to be parsed by <see cref="SeenItems.Parse"/>.</summary>
    public override string ToString() => seen.ToString();
}
