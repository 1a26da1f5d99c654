using System.Globalization;
using MarketPulse.Core.Events;
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

/// <summary>Four hours of a feed that is polled every ten seconds and always has something new, on a clock that this test turns: memory stays flat but for what is stored.</summary>
internal sealed class AcceleratedFeed : Scenario
{
    private const int ArticlesPerPoll = 5;
    private const long MostBytesPerArticle = 16 * 1024;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    public override string Name => "accelerated feed";

    public override async Task<Outcome> RunAsync(bool full, Action<string> report, CancellationToken cancellationToken)
    {
        TimeSpan length = TimeSpan.FromHours(full ? 4 : 1);
        var clock = new TurnedClock(new DateTimeOffset(2025, 3, 3, 8, 0, 0, TimeSpan.Zero));
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
        var poll = new PollNews([feed], provider.GetRequiredService<IArticleStore>(), provider.GetRequiredService<ICursorStore>(), queue, clock);
        DetectEvents detect = provider.GetRequiredService<DetectEvents>();

        int polls = (int)(length / Every);
        long settled = 0;
        var lost = new List<string>();
        for (int i = 0; i < polls; i++)
        {
            lost.AddRange((await poll.RunAsync(cancellationToken)).Errors);
            lost.AddRange(await queue.DrainAsync(1, (_, body) => detect.RunAsync(WorkMessage.Parse(body), cancellationToken)));
            clock.Turn(Every);
            if (i == polls / 4)
            {
                settled = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        long grown = GC.GetTotalMemory(forceFullCollection: true) - settled;
        long bytes = grown / (ArticlesPerPoll * polls * 3L / 4);
        int stored = await provider.GetRequiredService<IArticleStore>().ReadFactsAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, cancellationToken).CountAsync(cancellationToken);
        if (stored != polls * ArticlesPerPoll)
        {
            lost.Add(string.Create(CultureInfo.InvariantCulture, $"{stored} articles classified of {polls * ArticlesPerPoll}"));
        }

        if (bytes > MostBytesPerArticle)
        {
            lost.Add(string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes kept per article"));
        }

        return new Outcome(string.Create(CultureInfo.InvariantCulture, $"{length.TotalHours} h, {polls} polls, {stored} articles; {bytes} bytes kept per article stored"), lost);
    }

    private sealed class TurnedClock(DateTimeOffset start) : TimeProvider
    {
        private DateTimeOffset _now = start;

        public void Turn(TimeSpan by) => _now += by;

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
            return Task.FromResult(new NewsPoll(PollOutcome.New, articles, new FeedCursor { FeedKind = CursorKinds.News, FeedId = Name, LastPollUtc = now }, []));
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
