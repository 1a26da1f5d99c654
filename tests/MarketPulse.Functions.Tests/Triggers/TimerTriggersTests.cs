using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Markets;
using MarketPulse.Functions.Tests.Fakes;
using MarketPulse.Functions.Timers;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Tests.Triggers;

public sealed class TimerTriggersTests
{
    private static readonly TimerInfo PastDue = new()
    {
        IsPastDue = true,
        ScheduleStatus = new ScheduleStatus { Last = new DateTime(2025, 6, 20, 11, 0, 0), Next = new DateTime(2025, 6, 20, 11, 5, 0) },
    };

    [Fact]
    public async Task A_past_due_poll_reads_from_the_cursor_once_and_says_so()
    {
        var feed = new CountingNews();
        var log = new LogLines<PollNewsFunction>();
        await using var pipeline = new PipelineInMemory(services => services.AddSingleton<INewsFeed>(feed));
        var function = new PollNewsFunction(pipeline.Get<PollNews>(), log);

        await function.RunAsync(PastDue, CancellationToken.None);
        await pipeline.Get<IArticleStore>().SaveVerdictAsync(
            CountingNews.Article.Id, ArticleFacts.FromVerdict(CountingNews.Article, PipelineInMemory.Verdict), CancellationToken.None);
        await function.RunAsync(new TimerInfo(), CancellationToken.None);

        feed.Cursors.ShouldBe([null, "1"]);
        (await pipeline.Get<IWorkReceiver>().CountAsync("articles", CancellationToken.None)).ShouldBe(
            1, "the same article is not new again");
        log.Lines.ShouldBe(["Polled 1 news feeds: 1 new, past due.", "Polled 1 news feeds: 0 new."]);
    }

    [Fact]
    public async Task New_bars_requeue_the_affected_events_and_a_repeat_does_not()
    {
        await using var pipeline = new PipelineInMemory(services => services.AddSingleton<IPriceFeed>(new GivenBars()));
        OutgoingMessage article = await pipeline.StoreEventArticleAsync();
        await pipeline.Get<DetectEvents>().RunAsync(article.Body, CancellationToken.None);
        var log = new LogLines<PollPricesFunction>();
        var function = new PollPricesFunction(pipeline.Get<PollPrices>(), log);

        await function.RunAsync(PastDue, CancellationToken.None);
        await function.RunAsync(new TimerInfo(), CancellationToken.None);

        (await pipeline.Get<IWorkReceiver>().CountAsync("scores", CancellationToken.None)).ShouldBe(
            2, "one from detection, one from the new bars");
        log.Lines[0].ShouldStartWith("Polled 2 price feeds: ");
        log.Lines[0].ShouldEndWith(", past due.");
    }

    [Fact]
    public async Task A_feed_that_has_gone_silent_is_warned_of()
    {
        await using var pipeline = new PipelineInMemory(services => services.AddSingleton<INewsFeed>(new CountingNews()));
        var log = new LogLines<HeartbeatFunction>();
        var function = new HeartbeatFunction(pipeline.Get<Heartbeat>(), log);

        await function.RunAsync(PastDue, CancellationToken.None);
        await pipeline.Get<PollNews>().RunAsync(CancellationToken.None);
        await function.RunAsync(new TimerInfo(), CancellationToken.None);
        pipeline.Clock.Advance(TimeSpan.FromMinutes(61));
        await function.RunAsync(new TimerInfo(), CancellationToken.None);

        log.Lines.ShouldBe(
        [
            "No poll of the news feed 'wire' has ever succeeded.",
            "No poll of the news feed 'wire' has succeeded for 1.0 hours.",
        ]);
        log.EventIds.ShouldAllBe(id => id.Name == "StaleFeed");
    }

    [Fact]
    public async Task A_cancelled_token_stops_every_timer()
    {
        await using var pipeline = new PipelineInMemory(services => services
            .AddSingleton<INewsFeed>(new CountingNews()).AddSingleton<IPriceFeed>(new GivenBars()));
        var cancelled = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() =>
            new PollNewsFunction(pipeline.Get<PollNews>(), new LogLines<PollNewsFunction>()).RunAsync(new TimerInfo(), cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() =>
            new PollPricesFunction(pipeline.Get<PollPrices>(), new LogLines<PollPricesFunction>()).RunAsync(new TimerInfo(), cancelled));

        (await pipeline.Get<ICursorStore>().ReadAllAsync(CancellationToken.None).ToListAsync()).ShouldBeEmpty();
    }

    private sealed class CountingNews : INewsFeed
    {
        public static Article Article { get; } = new()
        {
            Id = "0123456789abcdef",
            Feed = "wire",
            Title = "US raises tariffs on China",
            Published = new DateTimeOffset(2025, 6, 20, 10, 0, 0, TimeSpan.Zero),
        };

        public List<string?> Cursors { get; } = [];

        public string Name => "wire";

        public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Cursors.Add(cursor?.Position);
            DateTimeOffset now = Article.Published.AddHours(2);
            var next = new FeedCursor
            {
                FeedKind = CursorKinds.News,
                FeedId = Name,
                Position = "1",
                LastPollUtc = now,
                LastSuccessUtc = now,
            };
            return Task.FromResult(new NewsPoll(PollOutcome.New, [Article], next, []));
        }
    }

    private sealed class GivenBars : IPriceFeed
    {
        public string Name => "bars";

        public bool Serves(Instrument instrument) => true;

        public Task<PricePoll> PollAsync(Instrument instrument, FeedCursor? cursor, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = new FeedCursor { FeedKind = CursorKinds.Prices, FeedId = CursorIds.ForSymbol(Name, instrument.Symbol) };
            return Task.FromResult(new PricePoll(PollOutcome.New, PipelineInMemory.History(instrument.Symbol), next, []));
        }
    }

    private sealed class LogLines<T> : ILogger<T>
    {
        public List<string> Lines { get; } = [];

        public List<EventId> EventIds { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Add(formatter(state, exception));
            EventIds.Add(eventId);
        }
    }
}
