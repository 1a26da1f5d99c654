using Azure.Data.Tables;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class ArticleStoreSpecification : StoresUnderTest
{
    [Fact]
    public async Task An_article_is_read_as_it_was_stored()
    {
        Article article = Samples.Article() with
        {
            SourceId = "A-17",
            Publisher = null,
            Body = "Line one.\nLine two: \u4e2d\u6587, \ud83d\ude80 and a 'quote'.",
        };

        (await Articles.AddAsync(article, Cancel)).ShouldBeTrue();

        StoredArticle stored = (await Articles.FindAsync(article.Id, Cancel)).ShouldNotBeNull();
        stored.Article.ShouldBe(article);
        stored.Facts.ShouldBeNull();
        stored.EventId.ShouldBeNull();
    }

    [Fact]
    public async Task A_long_text_is_read_in_full()
    {
        var random = new Random(1);
        string body = string.Concat(Enumerable.Range(0, 200_000).Select(_ => (char)random.Next('a', 'z' + 1)));

        await Articles.AddAsync(Samples.Article(body: body), Cancel);

        (await Articles.FindAsync(Samples.Article().Id, Cancel))!.Article.Body.ShouldBe(body);
    }

    [Fact]
    public async Task Finding_an_unknown_article_returns_null() => (await Articles.FindAsync("ffffffffffffffff", Cancel)).ShouldBeNull();

    [Fact]
    public async Task Adding_an_article_returns_true_until_it_has_a_verdict()
    {
        Article article = Samples.Article();

        (await Articles.AddAsync(article, Cancel)).ShouldBeTrue();
        (await Articles.AddAsync(article, Cancel)).ShouldBeTrue();
        await Articles.SaveVerdictAsync(article.Id, Samples.Facts(article), Cancel);
        (await Articles.AddAsync(article, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_later_copy_of_an_article_does_not_change_the_first()
    {
        Article first = Samples.Article();
        await Articles.AddAsync(first, Cancel);

        await Articles.AddAsync(first with { Published = first.Published.AddDays(3), Title = "Updated" }, Cancel);

        (await Articles.FindAsync(first.Id, Cancel))!.Article.ShouldBe(first);
    }

    [Fact]
    public async Task A_verdict_is_read_with_everything_that_decided_it()
    {
        Article article = Samples.Article();
        await Articles.AddAsync(article, Cancel);
        ArticleFacts facts = Samples.Facts(article);

        await Articles.SaveVerdictAsync(article.Id, facts, Cancel);

        StoredArticle stored = (await Articles.FindAsync(article.Id, Cancel)).ShouldNotBeNull();
        stored.Facts.ShouldNotBeNull().ShouldHaveSameContentAs(facts);
        stored.Article.ShouldBe(article);
    }

    [Fact]
    public async Task A_verdict_for_an_unknown_article_is_a_permanent_fault() =>
        (await Should.ThrowAsync<PermanentFaultException>(
            () => Articles.SaveVerdictAsync("ffffffffffffffff", Samples.Facts(Samples.Article()), Cancel)))
            .Reason.ShouldBe("unknown_article");

    [Fact]
    public async Task Articles_join_and_leave_events_and_keep_their_verdicts()
    {
        Article[] articles = [Samples.Article("aa00000000000001"), Samples.Article("bb00000000000002", Samples.Noon.AddDays(1))];
        foreach (Article article in articles)
        {
            await Articles.AddAsync(article, Cancel);
            await Articles.SaveVerdictAsync(article.Id, Samples.Facts(article), Cancel);
        }

        await Articles.SaveEventsAsync(
            [.. articles.Select(article => new EventAttribution(article.Id, article.Day, Before: null, Samples.EventId))], Cancel);
        await Articles.SaveEventsAsync([new(articles[1].Id, articles[1].Day, Samples.EventId, EventId: null)], Cancel);
        await Articles.SaveVerdictAsync(articles[0].Id, Samples.Facts(articles[0]) with { ContentHash = "def" }, Cancel);

        StoredArticle stays = (await Articles.FindAsync(articles[0].Id, Cancel))!;
        stays.EventId.ShouldBe(Samples.EventId);
        stays.Facts!.ContentHash.ShouldBe("def");
        StoredArticle leaves = (await Articles.FindAsync(articles[1].Id, Cancel))!;
        leaves.EventId.ShouldBeNull();
        leaves.Facts.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_article_is_not_taken_from_an_event_to_which_another_run_assigned_it()
    {
        const string Other = "20250602T130000Z-0123abcd";
        Article article = Samples.Article();
        await Articles.AddAsync(article, Cancel);
        await Articles.SaveVerdictAsync(article.Id, Samples.Facts(article), Cancel);
        await Articles.SaveEventsAsync([new(article.Id, article.Day, Before: null, Samples.EventId)], Cancel);

        await Should.ThrowAsync<StaleRunException>(
            () => Articles.SaveEventsAsync([new(article.Id, article.Day, Before: null, Other)], Cancel));
        (await Articles.FindAsync(article.Id, Cancel))!.EventId.ShouldBe(Samples.EventId);

        await Articles.SaveEventsAsync([new(article.Id, article.Day, Before: null, Samples.EventId)], Cancel);
        await Articles.SaveEventsAsync([new(article.Id, article.Day, Samples.EventId, Other)], Cancel);
        (await Articles.FindAsync(article.Id, Cancel))!.EventId.ShouldBe(Other);
    }

    [Fact]
    public async Task What_a_run_left_unfinished_is_kept_until_it_is_finished()
    {
        Article article = Samples.Article();
        ArticleFacts facts = Samples.Facts(article);
        await Articles.AddAsync(article, Cancel);
        await Articles.SaveVerdictAsync(article.Id, facts, Cancel);
        var attribution = new EventAttribution(article.Id, article.Day, Before: null, Samples.EventId);

        await Articles.SaveEventsAsync([attribution with { Unfinished = [Samples.EventId, "20250602T130000Z-0123abcd"] }], Cancel);
        await Articles.SaveEventsAsync([attribution], Cancel);
        await Articles.SaveVerdictAsync(article.Id, facts, Cancel);

        string[] left = [Samples.EventId, "20250602T130000Z-0123abcd"];
        (await Articles.FindAsync(article.Id, Cancel))!.Unfinished.ShouldBe(left);
        StoredReport report = await Articles.ReadReportsAsync(article.Published, article.Published.AddSeconds(1), Cancel)
            .SingleAsync(Cancel);
        (report.EventId, report.Facts.Id).ShouldBe((Samples.EventId, article.Id));
        report.Unfinished.ShouldBe(left);

        await Articles.SetFinishedAsync([facts], Cancel);
        (await Articles.FindAsync(article.Id, Cancel))!.Unfinished.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_time_first_stored_is_the_time_of_the_facts()
    {
        Article article = Samples.Article();
        await Articles.AddAsync(article, Cancel);
        ArticleFacts facts = Samples.Facts(article);

        await Articles.SaveVerdictAsync(article.Id, facts with { Published = article.Published.AddDays(4) }, Cancel);

        (await Articles.FindAsync(article.Id, Cancel))!.Facts!.Published.ShouldBe(article.Published);
        (await Articles.ReadReportsAsync(article.Published, article.Published.AddSeconds(1), Cancel).SingleAsync(Cancel))
            .Facts.Published.ShouldBe(article.Published);
    }

    [Fact]
    public async Task Reports_are_read_by_time_then_id_including_the_start_but_not_the_end()
    {
        DateTimeOffset midnight = new(2025, 6, 3, 0, 0, 0, TimeSpan.Zero);
        (string Id, DateTimeOffset Time)[] articles =
        [
            ("ff00000000000000", midnight.AddTicks(-1)),
            ("0100000000000000", midnight),
            ("ee00000000000000", midnight.AddHours(-1)),
            ("0200000000000000", midnight.AddHours(-1)),
            ("0300000000000000", midnight.AddHours(-2)),
            ("0400000000000000", midnight.AddDays(-40)),
        ];
        foreach ((string id, DateTimeOffset time) in articles)
        {
            Article article = Samples.Article(id, time);
            await Articles.AddAsync(article, Cancel);
            await Articles.SaveVerdictAsync(id, Samples.Facts(article), Cancel);
        }

        await Articles.AddAsync(Samples.Article("0500000000000000", midnight.AddMinutes(-5)), Cancel);

        string[] ids = await Articles
            .ReadReportsAsync(midnight.AddHours(-1), midnight, Cancel)
            .Select(report => report.Facts.Id)
            .ToArrayAsync(Cancel);
        ids.ShouldBe(["0200000000000000", "ee00000000000000", "ff00000000000000"]);
        (await Articles.ReadReportsAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancel).CountAsync(Cancel)).ShouldBe(6);
    }

    [Fact]
    public async Task An_article_without_an_event_is_stored_with_its_verdict_and_awaits_nothing()
    {
        Article article = Samples.Article();
        NewArticle given = new(article, Quiet(article));

        AddedArticles first = await Articles.AddAsync([given], Cancel);
        AddedArticles again = await Articles.AddAsync([given], Cancel);

        (first.Count, first.Waiting.Count, again.Count, again.Waiting.Count).ShouldBe((1, 0, 0, 0));
        StoredArticle stored = (await Articles.FindAsync(article.Id, article.Day, Cancel)).ShouldNotBeNull();
        stored.Article.ShouldBe(article);
        stored.Facts.ShouldNotBeNull().ShouldHaveSameContentAs(given.QuietFacts!);
        (await ReportsAsync()).ShouldBeEmpty();
        (await TalliesAsync(article.Day)).ShouldHaveSingleItem().IsRelevant.ShouldBeFalse();
    }

    [Fact]
    public async Task An_article_that_awaits_its_event_still_does_when_it_is_given_again_without_one()
    {
        Article article = Samples.Article();
        await Articles.AddAsync(article, Cancel);

        AddedArticles again = await Articles.AddAsync([new NewArticle(article, Quiet(article))], Cancel);

        (again.Count, again.Waiting.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task An_article_that_turns_out_to_report_an_event_is_found_as_a_report_and_counted_once()
    {
        Article article = Samples.Article(body: new string('x', 100));
        await Articles.AddAsync([new NewArticle(article, Quiet(article))], Cancel);

        await Articles.SaveVerdictAsync(article.Id, Samples.Facts(article), Cancel);
        await Articles.SaveVerdictAsync(article.Id, Samples.Facts(article), Cancel);

        (await ReportsAsync()).ShouldHaveSingleItem().Facts.ShouldHaveSameContentAs(Samples.Facts(article));
        (await TalliesAsync(article.Day)).ShouldHaveSingleItem().IsRelevant.ShouldBeTrue();
        (await Articles.FindAsync(article.Id, Cancel))!.Article.ShouldBe(article);
    }

    [Fact]
    public async Task Another_verdict_on_an_article_without_an_event_replaces_the_first()
    {
        Article article = Samples.Article();
        await Articles.AddAsync([new NewArticle(article, Quiet(article))], Cancel);

        await Articles.SaveVerdictAsync(article.Id, Quiet(article) with { ContentHash = "def" }, Cancel);

        (await Articles.FindAsync(article.Id, Cancel))!.Facts!.ContentHash.ShouldBe("def");
        (await TalliesAsync(article.Day)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Concurrent_workers_store_an_article_once()
    {
        Article article = Samples.Article();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Articles.AddAsync(article, Cancel)));

        await Articles.SaveVerdictAsync(article.Id, Samples.Facts(article), Cancel);
        (await Articles.ReadReportsAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancel).CountAsync(Cancel)).ShouldBe(1);
    }

    protected static ArticleFacts Quiet(Article article) => ArticleFacts.FromVerdict(
        article,
        new ArticleVerdict { Relevance = 0.1, IsRelevant = false, IsEvent = false, Reason = "not_relevant", LexiconVersion = "1" });

    protected Task<List<StoredReport>> ReportsAsync() =>
        Articles.ReadReportsAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancel).ToListAsync(Cancel).AsTask();

    protected Task<List<ArticleTally>> TalliesAsync(DateOnly day) =>
        Get<IArticleTallies>().ReadTalliesAsync(day, day, seenBy: null, Cancel).ToListAsync(Cancel).AsTask();
}

public class InMemoryArticleStoreTests : ArticleStoreSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableArticleStoreTests(AzuriteFixture azurite) : ArticleStoreSpecification
{
    [Fact]
    public async Task A_run_that_stops_while_an_article_becomes_a_report_leaves_it_counted_once()
    {
        Article article = Samples.Article();
        TableClient table = Get<StorageClients>().TableClient("articles");
        await Articles.AddAsync([new NewArticle(article, Quiet(article))], Cancel);
        TableEntity quiet = await table.QueryAsync<TableEntity>(cancellationToken: Cancel).SingleAsync(Cancel);
        await Articles.SaveVerdictAsync(article.Id, Samples.Facts(article), Cancel);

        // As it is after the row was added in its new place, and before it is deleted in the old.
        await table.AddEntityAsync(quiet, Cancel);

        (await ReportsAsync()).Count.ShouldBe(1);
        (await TalliesAsync(article.Day)).ShouldHaveSingleItem().IsRelevant.ShouldBeTrue();
        IArticleArchive archive = Get<IArticleArchive>();
        (await archive.ReadDayAsync(article.Day, Cancel).SingleAsync(Cancel)).Facts!.Verdict.IsEvent.ShouldBeTrue();
        await archive.BlankAsync(article.Id, Samples.Facts(article), Cancel);
        (await table.QueryAsync<TableEntity>(cancellationToken: Cancel).ToListAsync(Cancel))
            .ShouldAllBe(row => row.GetString("title") == "");
    }

    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
