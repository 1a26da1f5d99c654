using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using static MarketPulse.Core.Tests.Events.Clustering.Reports;

namespace MarketPulse.Core.Tests.Events.Clustering;

public class EventReclusteringTests
{
    [Theory]
    [InlineData(1, 120, 12, 1)]
    [InlineData(2, 120, 12, 1)]
    [InlineData(3, 300, 6, 1)]
    [InlineData(4, 300, 60, 1)]
    [InlineData(5, 400, 30, 7)]
    [InlineData(6, 400, 3, 25)]
    [InlineData(7, 60, 90, 1)]
    public async Task Any_order_of_arrival_gives_what_clustering_everything_at_once_gives(int seed, int count, double days, int batch)
    {
        var random = new Random(seed);
        ArticleFacts[] articles = [.. Stream(random, count, days)];
        random.Shuffle(articles);
        var store = new ReclusteredStore();
        foreach (ArticleFacts[] arriving in articles.Chunk(batch))
        {
            await store.TakeAsync(arriving);
        }

        store.ShouldBeComplete();
    }

    [Theory]
    [InlineData(11, 200, 8, 1)]
    [InlineData(12, 300, 20, 9)]
    public async Task Articles_of_which_only_the_day_is_known_may_arrive_in_any_order_too(int seed, int count, double days, int batch)
    {
        var random = new Random(seed);
        ArticleFacts[] articles =
        [
            .. Stream(random, count, days).Select(article => article with
            {
                Published = new DateTimeOffset(article.Published.UtcDateTime.Date, TimeSpan.Zero),
                TimeResolution = TimeResolution.Day,
            }),
        ];
        random.Shuffle(articles);
        var store = new ReclusteredStore();
        foreach (ArticleFacts[] arriving in articles.Chunk(batch))
        {
            await store.TakeAsync(arriving);
        }

        store.ShouldBeComplete();
    }

    [Fact]
    public async Task Verdicts_that_change_later_give_what_clustering_everything_at_once_gives()
    {
        var random = new Random(21);
        ArticleFacts[] articles = [.. Stream(random, 200, 15)];
        random.Shuffle(articles);
        var store = new ReclusteredStore();
        foreach (ArticleFacts article in articles)
        {
            await store.TakeAsync([article]);
            if (random.Next(4) == 0)
            {
                ArticleFacts again = store.Articles[random.Next(store.Articles.Count)];
                ArticleVerdict verdict = again.Verdict with { IsEvent = !again.Verdict.IsEvent, Stance = Stance.Escalation };
                await store.TakeAsync([again with { Verdict = verdict }]);
            }
        }

        store.ShouldBeComplete();
    }

    [Fact]
    public async Task Articles_judged_by_many_workers_at_once_give_the_same_events()
    {
        var random = new Random(31);
        ArticleFacts[] articles = [.. Stream(random, 200, 10)];
        random.Shuffle(articles);
        var store = new ReclusteredStore();
        foreach (ArticleFacts[] together in articles.Chunk(8))
        {
            // All verdicts are stored before the first worker gets the lease.
            store.Add(together);
            random.Shuffle(together);
            foreach (ArticleFacts article in together)
            {
                await store.TakeAsync([article]);
            }
        }

        store.ShouldBeComplete();
    }

    [Fact]
    public async Task Event_with_more_reports_than_it_lists_still_counts_them_all()
    {
        var random = new Random(41);
        ArticleFacts[] articles =
        [
            .. Enumerable.Range(0, 900).Select(i => Article(
                "US imposes tariffs on Chinese steel", random.NextDouble() * 40, new() { Url = $"https://example.com/{i}" })),
            .. Enumerable.Range(0, 100).Select(i => Article(
                "China vows to respond", (random.NextDouble() * 80) - 30, new() { Measures = "talks", Url = $"https://example.org/{i}" })),
        ];
        random.Shuffle(articles);
        var store = new ReclusteredStore();
        foreach (ArticleFacts[] arriving in articles.Chunk(10))
        {
            await store.TakeAsync(arriving);
        }

        store.ShouldBeComplete();
        store.Live.Max(e => e.Sources).ShouldBeGreaterThan(TradeEvent.MaxArticles);
    }

    [Fact]
    public async Task Earlier_report_that_arrives_late_takes_the_event_over()
    {
        var store = new ReclusteredStore();
        ArticleFacts late = Article("US imposes tariffs on Chinese steel", 5);
        ArticleFacts early = Article("US imposes tariffs on Chinese steel", 0);
        await store.TakeAsync([late]);
        TradeEvent old = store.Live.ShouldHaveSingleItem();

        ClusterChange change = await store.TakeAsync([early]);

        TradeEvent live = store.Live.ShouldHaveSingleItem();
        live.Sources.ShouldBe(2);
        live.Revision.ShouldBe(1);
        TradeEvent superseded = change.Superseded.ShouldHaveSingleItem();
        superseded.EventId.ShouldBe(old.EventId);
        superseded.Status.ShouldBe(EventStatus.Superseded);
        superseded.SupersededBy.ShouldBe(live.EventId);
        superseded.Revision.ShouldBe(2);
        change.ToScore.ShouldHaveSingleItem().EventId.ShouldBe(live.EventId);
        change.EventByArticle[late.Id].ShouldBe(live.EventId);
    }

    [Fact]
    public async Task Another_source_writes_the_row_but_needs_no_new_score()
    {
        var store = new ReclusteredStore();
        await store.TakeAsync([Article("US imposes tariffs on Chinese steel", 0)]);

        ClusterChange change = await store.TakeAsync([Article("US imposes tariffs on Chinese steel", 5)]);

        change.Events.ShouldHaveSingleItem().Sources.ShouldBe(2);
        change.Events[0].Revision.ShouldBe(1);
        change.ToScore.ShouldBeEmpty();
        change.Current.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Facts_that_change_raise_the_revision()
    {
        var store = new ReclusteredStore();
        await store.TakeAsync([Article("US tariffs on Chinese steel are next", 0, new() { Stance = Stance.Neutral })]);

        ClusterChange change = await store.TakeAsync([Article("US tariffs on Chinese steel are next", 5)]);

        change.ToScore.ShouldHaveSingleItem().Revision.ShouldBe(2);
    }

    [Fact]
    public async Task Repeated_run_changes_nothing()
    {
        var store = new ReclusteredStore();
        ArticleFacts[] articles = [.. Stream(new Random(51), 100, 10)];
        await store.TakeAsync(articles);

        ClusterChange again = await store.TakeAsync([articles.First(article => article.Verdict.IsEvent)]);

        again.Events.ShouldBeEmpty();
        again.Superseded.ShouldBeEmpty();
        again.ToScore.ShouldBeEmpty();
        again.EventByArticle.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Old_news_is_not_read_again_for_a_new_article()
    {
        var store = new ReclusteredStore();
        const int Articles = 500, Days = 100;
        await store.TakeAsync([.. Stream(new Random(61), Articles, Days)]);

        store.FactsRead = 0;
        await store.TakeAsync([Article("US imposes tariffs on Chinese steel", (Days + 1) * 24)]);

        // Two windows of a day and a half lie before the article; reading may repeat once from an earlier start.
        store.FactsRead.ShouldBeLessThan(Articles / Days * 10);
    }
}
