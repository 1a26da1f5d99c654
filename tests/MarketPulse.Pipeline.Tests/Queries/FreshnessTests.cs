using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Queries;

/// <summary>What is kept between runs equals what reading everything would find.</summary>
public sealed class FreshnessTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services;

    public FreshnessTests()
    {
        _services = PipelineInMemory.Open(_clock, []);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Open_events_and_the_first_event_are_those_of_all_events_after_any_change(int seed)
    {
        var random = new Random(seed);
        DateOnly? lastBar = null;
        for (int run = 0; run < 60; run++)
        {
            foreach (int _ in Enumerable.Range(0, random.Next(3)))
            {
                await Get<IEventStore>().SaveAsync([AnyEvent(random)], Cancel);
            }

            if (random.Next(2) == 0)
            {
                lastBar = new DateOnly(2024, 1, 1).AddDays(random.Next(600));
            }

            _clock.Advance(TimeSpan.FromMinutes(random.Next(100)));

            List<TradeEvent> live = await Get<IEventStore>()
                .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, Cancel).ToListAsync(Cancel);
            (await Get<OpenEvents>().CountAsync(lastBar, Cancel)).ShouldBe((
                live.Count == 0 ? null : DateOnly.FromDateTime(live[0].EventTimeUtc.UtcDateTime),
                live.Count(found => found.OpenUntil is null || lastBar is null || found.OpenUntil > lastBar)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(400)]
    public async Task The_latest_classified_article_is_found_however_long_ago_it_was(int daysAgo)
    {
        DateTimeOffset published = _clock.GetUtcNow().AddDays(-daysAgo).AddHours(-1);
        foreach (Article article in new[] { ArticleAt(published.AddHours(-3)), ArticleAt(published), ArticleAt(
            _clock.GetUtcNow().AddDays(3)) })
        {
            await Get<IArticleStore>().AddAsync(article, Cancel);
            await Get<IArticleStore>().SaveVerdictAsync(
                article.Id, ArticleFacts.FromVerdict(article, Get<TradeDetector>().Detect(article)), Cancel);
        }

        await Get<IArticleStore>().AddAsync(ArticleAt(_clock.GetUtcNow()), Cancel);

        (await Get<LatestArticle>().FindAsync(Cancel)).ShouldBe(published, "neither an article without a verdict nor one of the future");
    }

    [Fact]
    public async Task Without_articles_there_is_no_latest_one() => (await Get<LatestArticle>().FindAsync(Cancel)).ShouldBeNull();

    [Fact]
    public async Task Dates_are_written_again_only_when_their_years_change()
    {
        await Get<RefreshDates>().RunAsync(new DateOnly(2025, 2, 1), Cancel);
        DateTimeOffset first = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromHours(1));

        await Get<RefreshDates>().RunAsync(new DateOnly(2025, 1, 1), Cancel);
        (await DatesAsync()).ShouldAllBe(date => date.ModifiedUtc == first);
        await Get<RefreshDates>().RunAsync(new DateOnly(2024, 12, 31), Cancel);

        (await DatesAsync()).Min(date => date.Date).ShouldBe(new DateOnly(2024, 1, 1));
    }

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private ValueTask<List<DateDimension>> DatesAsync() =>
        Get<IRowReader>().ReadAsync<DateDimension>(new RowQuery(), Cancel).Select(stored => stored.Row).ToListAsync(Cancel);

    // Few ids, so that the same event changes again and again.
    private static TradeEvent AnyEvent(Random random)
    {
        DateTimeOffset time = new DateTimeOffset(2024, 1, 15, 0, 0, 0, TimeSpan.Zero).AddDays(17 * random.Next(20));
        return new TradeEvent
        {
            EventId = $"{RowKeys.Stamp(time)}Z-00000001",
            EventTimeUtc = time,
            Status = random.Next(3) == 0 ? EventStatus.Superseded : EventStatus.Live,
            OpenUntil = random.Next(3) == 0 ? null : DateOnly.FromDateTime(time.UtcDateTime).AddDays(random.Next(60)),
            Revision = random.Next(100),
        };
    }

    private static Article ArticleAt(DateTimeOffset published) => new()
    {
        Id = published.UtcTicks.ToString("x16", CultureInfo.InvariantCulture),
        Feed = "test",
        Title = "Title",
        Published = published,
        FirstSeen = published,
    };
}
