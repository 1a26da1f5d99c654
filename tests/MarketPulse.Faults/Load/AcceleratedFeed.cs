using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Load;

/// <summary>
/// A feed is polled every ten seconds for hours on a fake clock and has new articles each time. Memory may grow only by what is stored.
/// </summary>
internal sealed class AcceleratedFeed : Scenario
{
    private const int ArticlesPerPoll = 5;

    /// <summary>
    /// Ten times an article with its verdict, which takes 1.4 kB in memory: anything kept per poll in addition exceeds it.
    /// </summary>
    private const long MostBytesPerArticle = 14 * 1024;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    public override string Name => "accelerated feed";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        TimeSpan length = TimeSpan.FromHours(size == RunSize.Full ? 4 : 1);
        var clock = new FakeClock(new DateTimeOffset(2025, 3, 3, 8, 0, 0, TimeSpan.Zero));
        var feed = new EndlessFeed(clock);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddMarketPulseInMemoryStorage();
        services.AddMarketPulsePipeline();
        services.AddSingleton(World.Create(1, 1).Watchlist);
        services.AddSingleton<INewsFeed>(feed);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var queue = new Delivery.UnreliableQueue(seed: 0, mostCopies: 1);
        IArticleStore store = provider.GetRequiredService<IArticleStore>();
        var accept = new AcceptArticles(store, queue, provider.GetRequiredService<TradeDetector>(), new ArticleOptions());
        var poll = new PollNews([feed], accept, provider.GetRequiredService<ICursorStore>(), clock);
        DetectEvents detect = provider.GetRequiredService<DetectEvents>();

        int polls = (int)(length / Every);
        long settled = 0;
        var lost = new List<string>();
        for (int i = 0; i < polls; i++)
        {
            lost.AddRange((await poll.RunAsync(cancellationToken)).Errors);
            lost.AddRange(await queue.DrainAsync(workers: 1, (_, body) => detect.RunAsync(WorkMessage.Parse(body), cancellationToken)));
            clock.Advance(Every);
            if (i == polls / 4)
            {
                settled = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        long grown = GC.GetTotalMemory(forceFullCollection: true) - settled;
        long bytes = grown / (ArticlesPerPoll * polls * 3L / 4);
        int stored = await provider.GetRequiredService<IArticleTallies>()
            .ReadTalliesAsync(DateOnly.MinValue, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), seenBy: null, cancellationToken)
            .CountAsync(cancellationToken);
        if (stored != polls * ArticlesPerPoll)
        {
            lost.Add(string.Create(CultureInfo.InvariantCulture, $"{stored} articles classified of {polls * ArticlesPerPoll}"));
        }

        if (bytes > MostBytesPerArticle)
        {
            lost.Add(string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes kept per article"));
        }

        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{length.TotalHours} h, {polls} polls, {stored} articles; {bytes} bytes kept per article stored");
        return new Outcome(tried, lost);
    }

    private sealed class FakeClock(DateTimeOffset start) : TimeProvider
    {
        private DateTimeOffset _now = start;

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;
    }

    private sealed class EndlessFeed(TimeProvider clock) : INewsFeed
    {
        private int _number;

        public string Name => "endless";

        public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
        {
            DateTimeOffset now = clock.GetUtcNow();
            Article[] articles = [.. Enumerable.Range(0, ArticlesPerPoll).Select(_ => Next(now))];
            FeedCursor next = new() { FeedKind = CursorKinds.News, FeedId = Name, LastPollUtc = now };
            return Task.FromResult(new NewsPoll(PollOutcome.New, articles, next, []));
        }

        private Article Next(DateTimeOffset now)
        {
            string url = string.Create(CultureInfo.InvariantCulture, $"https://news.example/endless/{_number++}");
            return new Article
            {
                Id = ArticleIdentity.Create(url, "", "", default),
                Feed = Name,
                Url = url,
                Title = string.Create(CultureInfo.InvariantCulture, $"Retailers report quarter number {_number}"),
                Published = now,
                FirstSeen = now,
            };
        }
    }
}
