using MarketPulse.Core.Events;
using MarketPulse.Core.Pipeline;

namespace MarketPulse.Local.Hosting;

/// <summary>Articles that are at hand already, as a feed.</summary>
/// <param name="name">Name of the feed.</param>
/// <param name="articles">The articles.</param>
/// <param name="clock">Stamps the cursor.</param>
internal sealed class GivenNews(string name, IReadOnlyList<Article> articles, TimeProvider clock) : INewsFeed
{
    public string Name => name;

    public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        PollOutcome outcome = articles.Count > 0 ? PollOutcome.New : PollOutcome.Empty;
        return Task.FromResult(new NewsPoll(outcome, articles, GivenCursor.After(PollNews.FeedKind, name, outcome, clock), []));
    }
}
