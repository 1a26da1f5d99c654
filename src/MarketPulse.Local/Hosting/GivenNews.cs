using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Hosting;

/// <summary>Articles that are at hand already, as a feed that delivers them by time, some at each poll.</summary>
/// <param name="name">Name of the feed.</param>
/// <param name="articles">The articles.</param>
/// <param name="clock">Stamps the cursor.</param>
/// <param name="atOnce">How many articles a poll delivers.</param>
internal sealed class GivenNews(string name, IReadOnlyList<Article> articles, TimeProvider clock, int atOnce = int.MaxValue) : INewsFeed
{
    private readonly Article[] _articles = [.. articles.OrderBy(article => article.Published)];
    private int _delivered;

    public string Name => name;

    /// <summary>Whether every article was delivered.</summary>
    public bool IsAtEnd => _delivered >= _articles.Length;

    public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        Article[] some = [.. _articles.Skip(_delivered).Take(atOnce)];
        _delivered += some.Length;
        PollOutcome outcome = some.Length > 0 ? PollOutcome.New : PollOutcome.Empty;
        return Task.FromResult(new NewsPoll(outcome, some, GivenCursor.After(CursorKinds.News, name, outcome, clock), []));
    }
}
