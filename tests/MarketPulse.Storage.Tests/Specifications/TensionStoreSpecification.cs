using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class TensionStoreSpecification : StoresUnderTest
{
    private static readonly DateOnly Monday = new(2025, 6, 2);

    private ITensionStore Tension => Get<ITensionStore>();

    [Fact]
    public async Task Classified_articles_are_tallied_by_day()
    {
        Article first = Samples.Article("aa00000000000001");
        Article second = Samples.Article("aa00000000000002", Samples.Noon.AddDays(1));
        foreach (Article article in new[] { first, second, Samples.Article("aa00000000000003") })
        {
            await Articles.AddAsync(article, Cancel);
        }

        await Articles.SaveVerdictAsync(first.Id, Samples.Facts(first), Cancel);
        await Articles.SaveVerdictAsync(second.Id, Samples.Facts(second), Cancel);

        List<ArticleTally> onMonday = await Get<IArticleTallies>()
            .ReadTalliesAsync(Monday, Monday, seenBy: null, Cancel)
            .ToListAsync(Cancel);
        ArticleTally tally = onMonday.ShouldHaveSingleItem();
        (tally.Feed, tally.Date, tally.IsRelevant).ShouldBe(("file", Monday, true));
        tally.Pairs.ShouldBe(["US-CN"]);
        tally.Topics.ShouldBe(["rare_earths"]);
        (await Get<IArticleTallies>().ReadTalliesAsync(Monday, Monday.AddDays(1), seenBy: null, Cancel).CountAsync(Cancel))
            .ShouldBe(2);
    }

    [Fact]
    public async Task Tallies_as_of_a_time_exclude_articles_first_seen_later()
    {
        Article early = Samples.Article("aa00000000000001");
        Article late = Samples.Article("aa00000000000002") with { FirstSeen = Samples.Noon.AddDays(2) };
        foreach (Article article in new[] { early, late })
        {
            await Articles.AddAsync(article, Cancel);
            await Articles.SaveVerdictAsync(article.Id, Samples.Facts(article), Cancel);
        }

        (await TalliesAsync(early.FirstSeen.AddTicks(-1))).ShouldBe(0);
        (await TalliesAsync(early.FirstSeen)).ShouldBe(1);
        (await TalliesAsync(late.FirstSeen)).ShouldBe(2);

        async Task<int> TalliesAsync(DateTimeOffset seenBy) =>
            await Get<IArticleTallies>().ReadTalliesAsync(DateOnly.MinValue, Monday.AddDays(3), seenBy, Cancel).CountAsync(Cancel);
    }

    [Fact]
    public async Task The_last_publication_of_a_day_is_that_of_its_classified_articles_before_a_time()
    {
        Article[] articles = [.. Enumerable.Range(1, 3).Select(i => Samples.Article($"aa0000000000000{i}", Samples.Noon.AddHours(i)))];
        await Articles.AddAsync([.. articles.Select(article => new NewArticle(article, QuietFacts: null))], Cancel);
        await Articles.SaveVerdictAsync(articles[0].Id, Samples.Facts(articles[0]), Cancel);
        await Articles.SaveVerdictAsync(articles[1].Id, Samples.Facts(articles[1]), Cancel);

        (await LastAsync(Monday, Samples.Noon.AddDays(1))).ShouldBe(articles[1].Published, "the third is not classified");
        (await LastAsync(Monday, articles[1].Published)).ShouldBe(articles[0].Published);
        (await LastAsync(Monday, articles[0].Published)).ShouldBeNull();
        (await LastAsync(Monday.AddDays(1), DateTimeOffset.MaxValue)).ShouldBeNull();

        Task<DateTimeOffset?> LastAsync(DateOnly day, DateTimeOffset end) =>
            Get<IArticleTallies>().FindLastPublishedAsync(day, end, Cancel);
    }

    [Fact]
    public async Task Counts_are_read_by_day_across_months_and_years()
    {
        DateOnly[] days = [new(2024, 12, 30), new(2024, 12, 31), new(2025, 1, 1), new(2025, 2, 3)];
        await Tension.SaveCountsAsync(days[0], days[^1],
        [
            .. days.SelectMany(day => new[] { Count("a", day, 1), Count("b|}", day, 2) }),
        ], Cancel);

        (await DatesAsync(days[1], days[2])).ShouldBe([days[1], days[1], days[2], days[2]]);
        (await DatesAsync(new DateOnly(2025, 1, 2), DateOnly.MaxValue)).ShouldBe([days[3], days[3]]);
        (await DatesAsync(DateOnly.MinValue, days[0])).ShouldBe([days[0], days[0]]);

        ValueTask<List<DateOnly>> DatesAsync(DateOnly from, DateOnly to) =>
            Tension.ReadCountsAsync(from, to, Cancel).Select(count => count.Date).ToListAsync(Cancel);
    }

    [Fact]
    public async Task Saving_counts_replaces_those_of_the_given_days_only()
    {
        ArticleCount[] counts = [Count("a", Monday, 3), Count("b/c", Monday, 5), Count("a", Monday.AddDays(1), 7)];
        await Tension.SaveCountsAsync(Monday, Monday.AddDays(1), counts, Cancel);
        DateTimeOffset first = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));

        await Tension.SaveCountsAsync(Monday, Monday, [Count("a", Monday, 4)], Cancel);

        List<ArticleCount> stored = await Tension.ReadCountsAsync(Cancel).ToListAsync(Cancel);
        stored.Select(count => (count.Feed, count.Date, count.Articles, count.ModifiedUtc)).ShouldBe(
            [("a", Monday, 4, Clock.GetUtcNow()), ("a", Monday.AddDays(1), 7, first)]);
    }

    [Fact]
    public async Task Days_of_the_index_are_read_by_scope_value_and_date()
    {
        DateOnly newYear = new(2025, 1, 1);
        TensionDay[] days =
        [
            Day("all", "all", new DateOnly(2024, 12, 31)),
            Day("all", "all", newYear) with { Gross = 1d / 3, Regime = "tense", RevisedUtc = Samples.Noon },
            Day("pair", "US-CN", newYear),
            Day("pair", "US-CNX", newYear),
        ];
        await Tension.SaveIndexAsync(days, Cancel);

        (await Tension.ReadIndexAsync("all", "all", DateOnly.MinValue, DateOnly.MaxValue, Cancel).ToListAsync(Cancel))
            .ShouldBe(days[..2].Select(day => day with { ModifiedUtc = Clock.GetUtcNow() }));
        (await Tension.ReadIndexAsync("all", "all", newYear, newYear, Cancel).Select(day => day.Gross).ToListAsync(Cancel))
            .ShouldBe([1d / 3]);
        (await Tension.ReadIndexAsync("pair", "US-CN", DateOnly.MinValue, DateOnly.MaxValue, Cancel).CountAsync(Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task Days_of_the_index_are_removed_whether_stored_or_not()
    {
        TensionDay[] days = [.. Enumerable.Range(0, 150).Select(i => Day("pair", "US-CN", Monday.AddDays(i)))];
        await Tension.SaveIndexAsync(days, Cancel);

        await Tension.RemoveIndexAsync([.. days[1..], Day("pair", "US-CN", Monday.AddDays(-1)), Day("topic", "autos", Monday)], Cancel);

        (await Tension.ReadIndexAsync("pair", "US-CN", DateOnly.MinValue, DateOnly.MaxValue, Cancel).Select(day => day.Date)
            .ToListAsync(Cancel)).ShouldBe([Monday]);
    }

    private static ArticleCount Count(string feed, DateOnly date, int articles) =>
        new() { Feed = feed, Scope = "all", Value = "all", Date = date, Articles = articles, Relevant = 1 };

    private static TensionDay Day(string scope, string value, DateOnly date) => new() { Scope = scope, Value = value, Date = date };
}

public class InMemoryTensionStoreTests : TensionStoreSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableTensionStoreTests(AzuriteFixture azurite) : TensionStoreSpecification
{
    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
