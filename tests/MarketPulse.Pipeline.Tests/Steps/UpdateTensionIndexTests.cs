using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Steps;

/// <summary>Days computed from what changed are those that a computation from all days gives.</summary>
public sealed class UpdateTensionIndexTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Pairs = ["US-CN", "US-EU"];

    private readonly FakeTimeProvider _clock = new(Start.AddDays(900).AddHours(5));
    private readonly ServiceProvider _services;
    private int _articles;

    public UpdateTensionIndexTests()
    {
        _services = PipelineInMemory.Open(_clock, []);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_changes_give_row_for_row_what_all_days_give(int seed)
    {
        var random = new Random(seed);
        for (int day = 0; day < 900; day++)
        {
            await AddAsync(random, Start.AddDays(day), random.Next(4, 9), ["wire", "desk"]);
        }

        await RunAsync();
        int partial = 0;
        for (int run = 0; run < 40; run++)
        {
            _clock.Advance(TimeSpan.FromHours(random.Next(1, 20)));
            DateTimeOffset now = _clock.GetUtcNow();
            DateTimeOffset Earlier(int days) => now.AddDays(-random.Next(days)).AddMinutes(-random.Next(60));
            switch (random.Next(8))
            {
                case 0:
                    break;
                case 1:
                    await AddAsync(random, Earlier(60), 2, ["wire"]);
                    break;
                case 2:
                    await Get<IEventStore>().SaveAsync([Event(random, Earlier(400))], Cancel);
                    break;
                case 3 when random.Next(3) == 0:
                    await AddAsync(random, Earlier(3), 1, ["new feed"]);
                    break;
                case 3 when random.Next(3) == 0:
                    await AddAsync(random, Start.AddDays(random.Next(300)), 1, ["desk"]);
                    break;
                case 4 when random.Next(3) == 0:
                    await Get<IEventStore>().SaveAsync([Event(random, Earlier(30)) with { Pairs = ["US-IN"] }], Cancel);
                    break;
                default:
                    await AddAsync(random, Earlier(2), random.Next(1, 10), ["wire", "desk"]);
                    await Get<IEventStore>().SaveAsync([Event(random, Earlier(2))], Cancel);
                    break;
            }

            partial += await BasesAsync() == await RunAndFindBasesAsync() ? 1 : 0;
            await ShouldBeWhatAllDaysGiveAsync();
        }

        partial.ShouldBeGreaterThan(15, "most changes must not reach into a base window");
    }

    [Fact]
    public async Task Without_a_change_nothing_is_written_and_a_day_is_classified_once_it_is_over()
    {
        for (int day = 0; day <= 900; day++)
        {
            await AddAsync(new Random(day), Start.AddDays(day), 6, ["wire"]);
        }

        await RunAsync();
        _clock.Advance(TimeSpan.FromHours(2));
        (await RunAsync()).ShouldBe((0, 0));
        DateOnly today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        (await DayAsync(today)).Regime.ShouldBe("");

        _clock.Advance(TimeSpan.FromDays(1));
        (await RunAsync()).Written.ShouldBeGreaterThan(0);

        (await DayAsync(today)).Regime.ShouldNotBe("");
        await ShouldBeWhatAllDaysGiveAsync();
    }

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private async Task<(int Written, int Removed)> RunAsync()
    {
        await Get<CountArticles>().RunAsync(Cancel);
        return await Get<UpdateTensionIndex>().RunAsync(Cancel);
    }

    private async Task<string> RunAndFindBasesAsync()
    {
        await RunAsync();
        return await BasesAsync();
    }

    /// <summary>What is kept of the base windows; a computation from all days writes it again.</summary>
    private async Task<string> BasesAsync()
    {
        List<FeedCursor> rows = await Get<ICursorStore>().ReadAllAsync(Cancel)
            .Where(row => row.FeedKind == "tension" && row.FeedId != "index").ToListAsync(Cancel);
        return string.Join('\n', rows.Select(row => $"{row.FeedId} {row.Position} {row.ModifiedUtc:O}").Order(StringComparer.Ordinal));
    }

    private async Task<TensionDay> DayAsync(DateOnly day) =>
        await Get<ITensionStore>().ReadIndexAsync("all", "all", day, day, Cancel).SingleAsync(Cancel);

    private async Task ShouldBeWhatAllDaysGiveAsync()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        List<TradeEvent> events = await Get<IEventStore>()
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, Cancel).ToListAsync(Cancel);
        var all = new TensionIndex(await Get<ITensionStore>().ReadCountsAsync(Cancel).ToListAsync(Cancel), events);
        foreach ((string scope, string value) in all.Scopes)
        {
            List<TensionDay> stored = await Get<ITensionStore>()
                .ReadIndexAsync(scope, value, DateOnly.MinValue, DateOnly.MaxValue, Cancel).ToListAsync(Cancel);

            // The published regime is frozen, and the one that all days give now is beside it.
            IEnumerable<string> found = stored.Select(day => Text(
                day with { Regime = day.RegimeRevised.Length > 0 ? day.RegimeRevised : day.Regime }));
            IEnumerable<string> expected = all.Daily(scope, value).Select(day => Text(day.Published(stored: null, now)));
            found.ShouldBe(expected);
        }
    }

    private static string Text(TensionDay day) =>
        (day with { RegimeRevised = "", Revision = 0, RevisedUtc = null, ModifiedUtc = default }).ToString();

    private async Task AddAsync(Random random, DateTimeOffset day, int count, string[] feeds)
    {
        Article[] articles =
        [
            .. Enumerable.Range(0, count).Select(i => new Article
            {
                Id = (++_articles).ToString("x16", CultureInfo.InvariantCulture),
                Feed = feeds[random.Next(feeds.Length)],
                Title = "Title",
                Published = day.AddSeconds(i),
                FirstSeen = day,
            }),
        ];
        await Get<IArticleStore>().AddAsync([.. articles.Select(article => new NewArticle(article, QuietFacts: null))], Cancel);
        foreach (Article article in articles)
        {
            var verdict = new ArticleVerdict
            {
                Relevance = 0.5,
                IsRelevant = random.Next(3) == 0,
                IsEvent = false,
                Reason = "no_development",
                Pairs = [Pairs[random.Next(2)]],
                LexiconVersion = "1",
            };
            await Get<IArticleStore>().SaveVerdictAsync(article.Id, ArticleFacts.FromVerdict(article, verdict), Cancel);
        }
    }

    private static TradeEvent Event(Random random, DateTimeOffset time) => new()
    {
        EventId = $"{RowKeys.Stamp(time)}Z-{random.Next(3):x8}",
        EventTimeUtc = time,
        Stance = (Stance)random.Next(3),
        Intensity = random.Next(100),
        Pairs = [Pairs[random.Next(2)]],
        Status = random.Next(5) == 0 ? EventStatus.Superseded : EventStatus.Live,
        Revision = random.Next(100),
    };
}
