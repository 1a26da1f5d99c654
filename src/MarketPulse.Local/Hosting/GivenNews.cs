using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Hosting;

/// <summary>Articles in memory as a feed that delivers them in order of time, a batch at each poll.</summary>
/// <param name="name">Name of the feed, stored with its articles.</param>
/// <param name="articles">The articles to deliver.</param>
/// <param name="clock">Provides the time of the cursor.</param>
/// <param name="atOnce">Most articles that one poll delivers.</param>
internal sealed class GivenNews(string name, IReadOnlyList<Article> articles, TimeProvider clock, int atOnce = int.MaxValue) : INewsFeed
{
    private readonly Article[] _articles = [.. articles.OrderBy(article => article.Published)];
    private int _delivered;

    public string Name => name;

    /// <summary>Number of articles delivered.</summary>
    public int Delivered => _delivered;

    /// <summary>Whether every article has been delivered.</summary>
    public bool IsAtEnd => _delivered >= _articles.Length;

    public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        Article[] some = [.. _articles.Skip(_delivered).Take(atOnce)];
        _delivered += some.Length;
        PollOutcome outcome = some.Length > 0 ? PollOutcome.New : PollOutcome.Empty;
        return Task.FromResult(new NewsPoll(outcome, some, GivenCursor.After(CursorKinds.News, name, outcome, clock), []));
    }
}
