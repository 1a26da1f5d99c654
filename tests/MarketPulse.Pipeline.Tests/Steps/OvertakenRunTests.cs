using System.Globalization;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Pipeline.Tests.Steps;

/// <summary>
/// A worker checks that it holds the lease, is stopped for longer than the lease lasts, and continues with its write. Meanwhile another
/// worker clusters other articles, earlier ones too, and often the stopped worker's own.
/// </summary>
public sealed class OvertakenRunTests
{
    private const int Reports = 9;
    private static readonly DateTimeOffset Start = new(2025, 5, 29, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StopAt.Attributions)]
    [InlineData(StopAt.Events)]
    [InlineData(StopAt.Finished)]
    public async Task The_events_are_those_of_the_same_facts_from_scratch_and_each_is_sent_to_be_scored(StopAt stop)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            StoredArticle[] reports = [.. Enumerable.Range(0, Reports).Select(i => Report(random, i))];
            await using var world = new World();
            await using var scratch = new World();
            foreach (StoredArticle report in reports)
            {
                await scratch.HandleAsync(report);
            }

            await world.OvertakeAsync(reports, stop, random);

            string round = string.Create(CultureInfo.InvariantCulture, $"seed {seed}");
            (await world.FactsAsync()).ShouldBe(await scratch.FactsAsync(), round);
            (await world.AttributionsAsync(reports)).ShouldBe(await scratch.AttributionsAsync(reports), round);
            (await world.NotSentAsync()).ShouldBeEmpty(round);
        }
    }

    private static StoredArticle Report(Random random, int number)
    {
        string actor = random.Next(3) == 0 ? "JP" : "CN";
        DateTimeOffset published = Start.AddMinutes(random.Next(6 * 24 * 60));
        string url = string.Create(CultureInfo.InvariantCulture, $"https://news.example/{number}");
        string title = string.Create(CultureInfo.InvariantCulture, $"US imposes tariffs, report {number}");
        var article = new Article
        {
            Id = ArticleIdentity.Create(url, title, "", DateOnly.FromDateTime(published.UtcDateTime)),
            Feed = "test",
            Url = url,
            Title = title,
            Published = published,
        };
        var verdict = new ArticleVerdict
        {
            Relevance = 1,
            IsRelevant = true,
            IsEvent = true,
            Reason = "development",
            Stance = random.Next(5) == 0 ? Stance.Deescalation : Stance.Escalation,
            Intensity = random.Next(20, 90),
            Certainty = Certainty.Announced,
            Measures = ["tariff"],
            Actors = [actor, "US"],
            Pairs = [$"US-{actor}"],
            LexiconVersion = "1",
        };
        return new StoredArticle(article, ArticleFacts.FromVerdict(article, verdict), EventId: null);
    }

    /// <summary>The write at which the worker is stopped.</summary>
    public enum StopAt
    {
        Attributions,
        Events,
        Finished,
    }

    /// <summary>Stores in memory and two workers on them.</summary>
    private sealed class World : IWorkQueue, IClusterLease, IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly Dictionary<string, int> _sent = new(StringComparer.Ordinal);
        private int _holder;

        public World()
        {
            _services = PipelineInMemory.Open(
                TimeProvider.System, [], services => services.AddSingleton<IWorkQueue>(this).AddSingleton<IClusterLease>(this));
        }

        private IArticleStore Articles => _services.GetRequiredService<IArticleStore>();

        private IEventStore Events => _services.GetRequiredService<IEventStore>();

        public ValueTask DisposeAsync() => _services.DisposeAsync();

        /// <summary>Handles an article as its message would have it handled.</summary>
        public async Task HandleAsync(StoredArticle report)
        {
            await AddAsync(report);
            await _services.GetRequiredService<DetectEvents>().RunAsync(WorkMessage.ForArticle(report.Article).Body, Cancel);
        }

        /// <summary>Handles all articles, one of them by a worker that is stopped while others are handled.</summary>
        public async Task OvertakeAsync(StoredArticle[] reports, StopAt stop, Random random)
        {
            var queue = new Queue<StoredArticle>(reports);
            for (int before = random.Next(Reports - 2); before > 0; before--)
            {
                await HandleAsync(queue.Dequeue());
            }

            StoredArticle own = queue.Dequeue();
            await AddAsync(own);
            var stopped = new StoppedWrites(stop);
            using var update = new UpdateEvents(
                new ClusterStores(
                    new StoppedArticles(Articles, stopped),
                    new StoppedEvents(Events, stopped),
                    _services.GetRequiredService<ICorrectionStore>()),
                _services.GetRequiredService<IScoreStore>(),
                _services.GetRequiredService<UpdateUpcoming>(),
                this,
                this,
                TimeProvider.System);
            Task run = update.RunAsync(own, Cancel);
            await Task.WhenAny(stopped.Reached, run);
            bool isRedelivered = random.Next(2) == 0;
            int between = random.Next(queue.Count + 1), redelivery = isRedelivered ? random.Next(between + 1) : -1;
            for (int i = 0; i <= between; i++)
            {
                if (i == redelivery)
                {
                    await HandleAsync(own);
                }

                if (i < between)
                {
                    await HandleAsync(queue.Dequeue());
                }
            }

            stopped.Continue();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!run.IsCompletedSuccessfully && !isRedelivered)
            {
                queue.Enqueue(own);
            }

            while (queue.TryDequeue(out StoredArticle? next))
            {
                await HandleAsync(next);
            }
        }

        public async Task<List<string>> FactsAsync() => await Events
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, Cancel)
            .Select(found => JsonSerializer.Serialize(found with { ModifiedUtc = default, Revision = 0, TraceId = null }))
            .ToListAsync(Cancel);

        public async Task<List<string?>> AttributionsAsync(StoredArticle[] reports)
        {
            var found = new List<string?>();
            foreach (StoredArticle report in reports)
            {
                StoredArticle stored = (await Articles.FindAsync(report.Article.Id, Cancel))!;
                stored.Unfinished.ShouldBeEmpty();
                found.Add(stored.EventId);
            }

            return found;
        }

        /// <summary>The live events whose current revision nobody was told to score.</summary>
        public async Task<List<string>> NotSentAsync() => await Events
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, Cancel)
            .Where(e => _sent.GetValueOrDefault(e.EventId) < e.Revision)
            .Select(e => e.EventId)
            .ToListAsync(Cancel);

        public Task SendAsync(string queueName, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
        {
            foreach (OutgoingMessage message in messages)
            {
                _sent[message.Body.Id] = Math.Max(_sent.GetValueOrDefault(message.Body.Id), message.Body.Revision!.Value);
            }

            return Task.CompletedTask;
        }

        // Whoever asks gets the lease, as if the holder's had expired; the holder notices it when it checks.
        public Task<IHeldLease> AcquireAsync(CancellationToken cancellationToken) => Task.FromResult<IHeldLease>(new Held(this, ++_holder));

        private async Task AddAsync(StoredArticle report)
        {
            await Articles.AddAsync(report.Article, Cancel);
            await Articles.SaveVerdictAsync(report.Article.Id, report.Facts!, Cancel);
        }

        private sealed class Held(World world, int number) : IHeldLease
        {
            public void ThrowIfLost()
            {
                if (world._holder != number)
                {
                    throw new IOException("Another worker holds the lease.");
                }
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    /// <summary>Stops at the first write of a kind until told to continue.</summary>
    private sealed class StoppedWrites(StopAt stop)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _continued = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Continue() => _continued.TrySetResult();

        public async Task BeforeAsync(StopAt write)
        {
            if (write == stop && _reached.TrySetResult())
            {
                await _continued.Task.WaitAsync(Cancel);
            }
        }
    }

    private sealed class StoppedArticles(IArticleStore inner, StoppedWrites stopped) : IArticleStore
    {
        public async Task SaveEventsAsync(IReadOnlyCollection<EventAttribution> attributions, CancellationToken cancellationToken)
        {
            await stopped.BeforeAsync(StopAt.Attributions);
            await inner.SaveEventsAsync(attributions, cancellationToken);
        }

        public async Task SetFinishedAsync(IReadOnlyCollection<ArticleFacts> articles, CancellationToken cancellationToken)
        {
            await stopped.BeforeAsync(StopAt.Finished);
            await inner.SetFinishedAsync(articles, cancellationToken);
        }

        public Task<AddedArticles> AddAsync(IReadOnlyCollection<NewArticle> articles, CancellationToken cancellationToken) =>
            inner.AddAsync(articles, cancellationToken);

        public Task<StoredArticle?> FindAsync(string articleId, DateOnly? day, CancellationToken cancellationToken) =>
            inner.FindAsync(articleId, day, cancellationToken);

        public Task SaveVerdictAsync(string articleId, ArticleFacts facts, CancellationToken cancellationToken) =>
            inner.SaveVerdictAsync(articleId, facts, cancellationToken);

        public IAsyncEnumerable<StoredReport> ReadReportsAsync(
            DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            inner.ReadReportsAsync(from, to, cancellationToken);
    }

    private sealed class StoppedEvents(IEventStore inner, StoppedWrites stopped) : IEventStore
    {
        public async Task UpdateAsync(IReadOnlyCollection<EventUpdate> changes, CancellationToken cancellationToken)
        {
            await stopped.BeforeAsync(StopAt.Events);
            await inner.UpdateAsync(changes, cancellationToken);
        }

        public Task<TradeEvent?> FindAsync(string eventId, CancellationToken cancellationToken) =>
            inner.FindAsync(eventId, cancellationToken);

        public IAsyncEnumerable<TradeEvent> ReadAsync(
            DateTimeOffset from, DateTimeOffset to, bool includeSuperseded, CancellationToken cancellationToken) =>
            inner.ReadAsync(from, to, includeSuperseded, cancellationToken);

        public Task SaveAsync(IReadOnlyCollection<TradeEvent> events, CancellationToken cancellationToken) =>
            inner.SaveAsync(events, cancellationToken);

        public Task RestoreTagsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            inner.RestoreTagsAsync(from, to, cancellationToken);

        public Task<bool> TrySetScoredAsync(
            TradeEvent read, DateOnly? openUntil, string overlapKey, CancellationToken cancellationToken) =>
            inner.TrySetScoredAsync(read, openUntil, overlapKey, cancellationToken);
    }
}
