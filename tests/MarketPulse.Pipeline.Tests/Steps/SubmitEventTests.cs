using System.Globalization;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Steps;

/// <summary>The time under which an article was first stored decides, and sending something again changes nothing.</summary>
public sealed class SubmitEventTests : IAsyncDisposable
{
    private const string Address = "https://news.example/1";
    private static readonly DateTimeOffset Noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly List<ServiceProvider> _opened = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider services in _opened)
        {
            await services.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(-72)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(72)]
    public async Task Posting_an_event_again_with_another_time_changes_nothing(int hours)
    {
        World world = Open();
        Article near = ArticleOf("2", Noon.AddHours(hours).AddMinutes(-5)), posted = ArticleOf("1", Noon);
        await world.PostAsync(near, Verdict(actor: "JP"));
        await world.PostAsync(posted, Verdict());
        List<TradeEvent> before = await world.EventsAsync();

        await world.PostAsync(posted with { Published = Noon.AddHours(hours) }, Verdict());

        before.Count.ShouldBe(2);
        Facts(await world.EventsAsync()).ShouldBe(Facts(before));
    }

    [Fact]
    public async Task After_retimed_posts_feeds_and_replays_the_events_are_those_of_the_same_facts_from_scratch()
    {
        var random = new Random(20);
        for (int round = 0; round < 10; round++)
        {
            World world = Open(), scratch = Open();
            Article[] articles =
            [
                .. Enumerable.Range(0, 12)
                    .Select(i => ArticleOf(i.ToString(CultureInfo.InvariantCulture), Noon.AddHours(random.Next(240)))),
            ];
            ArticleVerdict[] verdicts = [.. articles.Select(_ => Verdict(actor: random.Next(2) == 0 ? "CN" : "JP"))];
            foreach (int i in Enumerable.Range(0, 60).Select(_ => random.Next(articles.Length)))
            {
                Article retimed = articles[i] with { Published = Noon.AddHours(random.Next(240)) };
                await (random.Next(4) switch
                {
                    0 => world.PollAsync(retimed),
                    1 => world.ReplayAsync(retimed),
                    _ => world.PostAsync(retimed, verdicts[i]),
                });
            }

            var stored = new List<StoredArticle>();
            foreach (Article article in articles)
            {
                if (await world.FindAsync(article.Id) is { Facts.Verdict.IsEvent: true } found)
                {
                    stored.Add(found);
                }
            }

            foreach (StoredArticle one in stored)
            {
                await scratch.PostAsync(one.Article, one.Facts!.Verdict);
            }

            stored.Count.ShouldBeGreaterThan(3);
            Facts(await world.EventsAsync()).ShouldBe(Facts(await scratch.EventsAsync()));
        }
    }

    [Fact]
    public async Task An_identical_post_sends_nothing_and_writes_nothing()
    {
        World world = Open();
        Article[] articles = [.. Enumerable.Range(0, 10).Select(i => ArticleOf($"{i}", Noon.AddDays(4 * i)))];
        foreach (Article article in articles)
        {
            await world.PostAsync(article, Verdict());
        }

        List<TradeEvent> before = await world.EventsAsync();
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sent.Clear();

        await world.PostAsync(articles[5], Verdict());

        world.Sent.ShouldBeEmpty();
        (await world.EventsAsync()).Select(e => e.ModifiedUtc).ShouldBe(before.Select(e => e.ModifiedUtc));
    }

    [Fact]
    public async Task Another_verdict_changes_its_event_and_no_other()
    {
        World world = Open();
        Article[] articles = [.. Enumerable.Range(0, 10).Select(i => ArticleOf($"{i}", Noon.AddDays(4 * i)))];
        foreach (Article article in articles)
        {
            await world.PostAsync(article, Verdict());
        }

        string changed = (await world.FindAsync(articles[5].Id))!.EventId!;
        world.Sent.Clear();

        await world.PostAsync(articles[5], Verdict() with { Intensity = 90 });

        world.Sent.ShouldBe([$"articles {articles[5].Id}", $"scores {changed}"]);
        (await world.EventsAsync()).Single(e => e.EventId == changed).Intensity.ShouldBe(90);
    }

    [Fact]
    public async Task A_post_whose_message_was_lost_is_sent_by_the_next_one()
    {
        World world = Open();
        Article article = ArticleOf("1", Noon);
        world.Refuse = true;
        await Should.ThrowAsync<IOException>(() => world.PostAsync(article, Verdict()));
        world.Refuse = false;
        (await world.EventsAsync()).ShouldBeEmpty();

        await world.PostAsync(article, Verdict());

        (await world.EventsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_run_that_stopped_before_it_sent_its_messages_is_completed_and_sends_those_alone()
    {
        World world = Open();
        foreach (int i in Enumerable.Range(0, 10).Where(i => i != 5))
        {
            await world.PostAsync(ArticleOf($"{i}", Noon.AddDays(4 * i)), Verdict());
        }

        Article article = ArticleOf("5", Noon.AddDays(20));
        world.RefuseScores = true;
        await Should.ThrowAsync<IOException>(() => world.PostAsync(article, Verdict()));
        world.RefuseScores = false;
        world.Sent.Clear();
        (await world.FindAsync(article.Id))!.Unfinished.ShouldNotBeEmpty();

        await world.ReplayAsync(article);

        StoredArticle stored = (await world.FindAsync(article.Id))!;
        world.Sent.ShouldBe([$"scores {stored.EventId}"]);
        stored.Unfinished.ShouldBeEmpty();
        world.Sent.Clear();
        await world.ReplayAsync(article);
        world.Sent.ShouldBeEmpty();
    }

    private static List<string> Facts(IEnumerable<TradeEvent> events) =>
    [
        .. events.Select(found => JsonSerializer.Serialize(found with { ModifiedUtc = default, Revision = 0, TraceId = null })),
    ];

    private static Article ArticleOf(string number, DateTimeOffset published)
    {
        string title = $"US imposes tariffs, report {number}";
        string url = number == "1" ? Address : $"https://news.example/{number}";
        return new Article
        {
            Id = ArticleIdentity.Create(url, title, "", DateOnly.FromDateTime(published.UtcDateTime)),
            Feed = SubmitArticle.Feed,
            Url = url,
            Title = title,
            Published = published,
        };
    }

    private static ArticleVerdict Verdict(string actor = "CN") => new()
    {
        Relevance = 1,
        IsRelevant = true,
        IsEvent = true,
        Reason = "stated",
        Stance = Stance.Escalation,
        Intensity = 50,
        Certainty = Certainty.Announced,
        Measures = ["tariff"],
        Actors = [actor, "US"],
        Pairs = [$"US-{actor}"],
        LexiconVersion = "user",
    };

    private World Open()
    {
        var world = new World();
        _opened.Add(world.Services);
        return world;
    }

    /// <summary>
    /// The real steps over stores in memory. Messages about articles are handled at once, those about scores are only counted.
    /// </summary>
    private sealed class World : IWorkQueue
    {
        public World()
        {
            Services = PipelineInMemory.Open(Clock, [], services => services.AddSingleton<IWorkQueue>(this));
        }

        public FakeTimeProvider Clock { get; } = new(Noon.AddDays(60));

        public ServiceProvider Services { get; }

        public List<string> Sent { get; } = [];

        public bool Refuse { get; set; }

        public bool RefuseScores { get; set; }

        public Task<string> PostAsync(Article article, ArticleVerdict verdict) =>
            Services.GetRequiredService<SubmitEvent>().RunAsync(article, verdict, Cancel);

        public Task ReplayAsync(Article article) => Services.GetRequiredService<IArticleStore>() is var store
            ? HandleIfKnownAsync(store, article)
            : Task.CompletedTask;

        public async Task PollAsync(Article article)
        {
            var accept = new AcceptArticles(
                Services.GetRequiredService<IArticleStore>(), this, Services.GetRequiredService<TradeDetector>(), new ArticleOptions());
            var poll = new PollNews([new OneArticle(article)], accept, Services.GetRequiredService<ICursorStore>(), Clock);
            (await poll.RunAsync("one", Cancel)).Errors.ShouldBeEmpty();
        }

        public Task<StoredArticle?> FindAsync(string id) => Services.GetRequiredService<IArticleStore>().FindAsync(id, Cancel);

        public async Task<List<TradeEvent>> EventsAsync() => await Services.GetRequiredService<IEventStore>()
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, Cancel).ToListAsync(Cancel);

        public async Task SendAsync(string queueName, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
        {
            if (Refuse || (RefuseScores && queueName == QueueNames.Scores && messages.Count > 0))
            {
                throw new IOException("The queue is out of reach.");
            }

            foreach (OutgoingMessage message in messages)
            {
                Sent.Add($"{queueName} {message.Body.Id}");
                if (queueName == QueueNames.Articles)
                {
                    await Services.GetRequiredService<DetectEvents>().RunAsync(message.Body, cancellationToken);
                }
            }
        }

        private async Task HandleIfKnownAsync(IArticleStore store, Article article)
        {
            if (await store.FindAsync(article.Id, Cancel) is not null)
            {
                await Services.GetRequiredService<DetectEvents>().RunAsync(WorkMessage.ForArticle(article).Body, Cancel);
            }
        }
    }

    private sealed class OneArticle(Article article) : INewsFeed
    {
        public string Name => "one";

        public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken) => Task.FromResult(new NewsPoll(
            PollOutcome.New, [article], new FeedCursor { FeedKind = CursorKinds.News, FeedId = Name }, Errors: []));
    }
}
