using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Pipeline.Tests.Steps;

public sealed class UpdateEventsTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2025, 4, 4, 10, 0, 0, TimeSpan.Zero);
    private static readonly string[] Countries = ["China", "Canada", "Mexico", "Japan", "India"];

    private readonly GatedLease _lease = new();
    private readonly ServiceProvider _services;

    public UpdateEventsTests()
    {
        _services = PipelineInMemory.Open(TimeProvider.System, [], services => services.AddSingleton<IClusterLease>(_lease));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IArticleStore Articles => _services.GetRequiredService<IArticleStore>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task Articles_that_wait_while_another_is_clustered_are_taken_together()
    {
        Article[] articles = [.. Countries.Select((country, number) => ArticleOf(number, country))];
        StoredArticle[] classified = await Task.WhenAll(articles.Select(ClassifyAsync));

        // The first waits for the lease, and the others wait for the first.
        Task[] runs = [.. classified.Select(one => _services.GetRequiredService<UpdateEvents>().RunAsync(one, Cancel))];
        runs.ShouldAllBe(run => !run.IsCompleted);
        _lease.Open();
        await Task.WhenAll(runs);

        List<TradeEvent> events = await EventsAsync();
        events.Count.ShouldBe(Countries.Length);
        _lease.Taken.ShouldBe(2);
        foreach (Article article in articles)
        {
            (await Articles.FindAsync(article.Id, Cancel))!.EventId.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task A_run_together_that_fails_is_done_again_by_each_alone()
    {
        Article[] articles = [.. Countries.Select((country, number) => ArticleOf(number, country))];
        await Task.WhenAll(articles.Select(StoreAsync));
        _lease.FailNext(times: 1);
        _lease.Open();

        Task[] runs = [.. articles.Select(DetectAsync)];
        await Task.WhenAll(runs).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        foreach (Article article in articles)
        {
            // Like the queue, delivers failed messages again.
            await DetectAsync(article);
        }

        (await EventsAsync()).Count.ShouldBe(Countries.Length);
        runs.Count(run => run.IsFaulted).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_new_event_is_the_only_one_that_is_sent_to_be_scored()
    {
        _lease.Open();
        IWorkReceiver receiver = _services.GetRequiredService<IWorkReceiver>();
        foreach ((string country, int number) in Countries.Select((country, number) => (country, number)))
        {
            Article article = ArticleOf(number, country);
            await StoreAsync(article);
            await DetectAsync(article);

            (await receiver.CountAsync(QueueNames.Scores, Cancel)).ShouldBe(number + 1);
        }

        (await EventsAsync()).ShouldAllBe(found => found.Revision == 1);
    }

    private static Article ArticleOf(int number, string country)
    {
        string title = $"US imposes {20 + number}% tariff on all goods from {country}";
        DateTimeOffset published = Start.AddHours(number);
        return new Article
        {
            Id = ArticleIdentity.Create($"https://news.example/{number}", title, "", DateOnly.FromDateTime(published.UtcDateTime)),
            Feed = "test",
            Url = $"https://news.example/{number}",
            Title = title,
            Published = published,
            FirstSeen = published,
        };
    }

    private Task StoreAsync(Article article) => Articles.AddAsync(article, Cancel);

    private async Task<StoredArticle> ClassifyAsync(Article article)
    {
        await StoreAsync(article);
        ArticleFacts facts = ArticleFacts.FromVerdict(article, _services.GetRequiredService<TradeDetector>().Detect(article));
        await Articles.SaveVerdictAsync(article.Id, facts, Cancel);
        return new StoredArticle(article, facts, EventId: null);
    }

    private Task DetectAsync(Article article) =>
        Task.Run(() => _services.GetRequiredService<DetectEvents>().RunAsync(WorkMessage.ForArticle(article).Body, Cancel), Cancel);

    private async Task<List<TradeEvent>> EventsAsync() => await _services.GetRequiredService<IEventStore>()
        .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, Cancel).ToListAsync(Cancel);

    /// <summary>A lease that is granted only after the test opens it, and that counts its holders.</summary>
    private sealed class GatedLease : IClusterLease
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _failures;
        private int _taken;

        public int Taken => _taken;

        public void Open() => _open.SetResult();

        public void FailNext(int times) => _failures = times;

        public async Task<IHeldLease> AcquireAsync(CancellationToken cancellationToken)
        {
            await _open.Task.WaitAsync(cancellationToken);
            if (Interlocked.Decrement(ref _failures) >= 0)
            {
                throw new IOException("The lease is out of reach.");
            }

            Interlocked.Increment(ref _taken);
            return new Held();
        }

        private sealed class Held : IHeldLease
        {
            public void ThrowIfLost()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
