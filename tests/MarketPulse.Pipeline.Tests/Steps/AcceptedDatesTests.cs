using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Steps;

/// <summary>Dates that sources write when they know none, such as 1970-01-01, must not make tables grow.</summary>
public sealed class AcceptedDatesTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);
    private readonly OneFeed _feed = new();
    private readonly ServiceProvider _services;

    public AcceptedDatesTests()
    {
        _services = PipelineInMemory.Open(_clock, [], services => services.AddSingleton<INewsFeed>(_feed));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Theory]
    [InlineData("1970-01-01")]
    [InlineData("1999-12-31")]
    [InlineData("0001-01-01")]
    public async Task An_article_of_any_feed_dated_before_the_first_accepted_date_is_refused_and_the_others_are_stored(string date)
    {
        _feed.Articles = [ArticleOf("good", "2025-06-01"), ArticleOf("bad", date), ArticleOf("first", "2000-01-01")];

        PollSummary poll = await Get<PollNews>().RunAsync(Cancel);

        poll.Added.ShouldBe(2);
        poll.Errors.ShouldHaveSingleItem().ShouldContain($"published {date} is before 2000-01-01");
        (await Get<IArticleStore>().FindAsync("bad", Cancel)).ShouldBeNull();
        (await Get<IArticleStore>().FindAsync("first", Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Days_of_the_index_without_articles_that_an_earlier_release_stored_are_removed()
    {
        var first = new DateOnly(2001, 2, 3);
        TensionDay[] stored =
        [
            .. Enumerable.Range(0, 400).Select(i => new TensionDay { Scope = "all", Value = "all", Date = first.AddDays(i) }),
        ];
        await Get<ITensionStore>().SaveIndexAsync(stored, Cancel);
        await Get<ITensionStore>().SaveCountsAsync(first, first, [CountOf(first)], Cancel);

        SensitivitySummary run = await Get<SummarizeSensitivity>().RunToEndAsync(Cancel);
        SensitivitySummary again = await Get<SummarizeSensitivity>().RunToEndAsync(Cancel);

        (run.IndexRowsRemoved, again.IndexRowsRemoved, again.IndexRows).ShouldBe((399, 0, 0));
        TensionDay day = (await Get<ITensionStore>().ReadIndexAsync("all", "all", DateOnly.MinValue, DateOnly.MaxValue, Cancel)
            .ToListAsync(Cancel)).ShouldHaveSingleItem();
        (day.Date, day.Articles).ShouldBe((first, 1));
    }

    [Fact]
    public async Task An_event_stored_before_there_was_a_limit_adds_no_centuries_to_the_dates()
    {
        await Get<IEventStore>().SaveAsync(
            [
                new TradeEvent
                {
                    EventId = "17000101T000000Z-0123abcd", EventTimeUtc = new DateTimeOffset(1700, 1, 1, 0, 0, 0, TimeSpan.Zero),
                },
            ],
            Cancel);

        await Get<RefreshDimensions>().RunAsync(Cancel);

        List<DateDimension> dates = await Get<IRowReader>().ReadAsync<DateDimension>(new RowQuery(), Cancel)
            .Select(row => row.Row).ToListAsync(Cancel);
        dates.Min(date => date.Date).ShouldBe(new DateOnly(2000, 1, 1));
    }

    private static ArticleCount CountOf(DateOnly date) =>
        new() { Feed = "test", Scope = "all", Value = "all", Date = date, Articles = 1, Relevant = 0 };

    private static Article ArticleOf(string id, string date) => new()
    {
        Id = id,
        Feed = "test",
        Title = "Shares close higher",
        Published = new DateTimeOffset(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), default, TimeSpan.Zero),
    };

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private sealed class OneFeed : INewsFeed
    {
        public string Name => "test";

        public IReadOnlyList<Article> Articles { get; set; } = [];

        public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken) => Task.FromResult(new NewsPoll(
            PollOutcome.New, Articles, new FeedCursor { FeedKind = CursorKinds.News, FeedId = Name }, Errors: []));
    }
}
