using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Retention;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Storage.Tests.Retention;

/// <summary>A forgotten article leaves ids and figures, and nothing else.</summary>
public sealed class ForgetArticlesTests(AzuriteFixture azurite)
{
    private const string First = "1f0c9a3e5b7d2468";
    private const string Second = "2f0c9a3e5b7d2468";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_words_and_addresses_are_nowhere_and_its_event_is_rebuilt_from_the_other_reports()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions());
        await ReportAsync(world, First, Samples.Noon, "Unrepeatable title one", "unrepeatable body one");
        await ReportAsync(world, Second, Samples.Noon.AddHours(1), "Other title two", "other body two");
        TradeEvent shared = await LiveEventAsync(world);
        shared.Articles.ShouldBe([First, Second]);
        await world.Get<IAnalogueStore>().SaveAsync(
            "20250901T000000Z-aaaaaaaa",
            [
                new Analogue
                {
                    EventId = "20250901T000000Z-aaaaaaaa",
                    Rank = 1,
                    AnalogueId = shared.EventId,
                    AnalogueTimeUtc = shared.EventTimeUtc,
                    Headline = shared.Headline,
                },
            ],
            Cancel);
        await world.Get<CorrectEvent>().RunAsync(
            new RequestedCorrection
            {
                EventId = shared.EventId,
                Kind = CorrectionKind.Stance,
                Stance = Stance.Neutral,
                MadeBy = "analyst",
                Reason = "'Unrepeatable title one' says nothing.",
            },
            Cancel);
        RowsWith(await world.DumpAsync(), "Unrepeatable title one").ShouldNotBeEmpty();

        (await world.Get<ForgetArticles>().RunAsync(First, Cancel)).ShouldBeTrue();

        Dictionary<string, string> left = await world.DumpAsync();
        RowsWith(left, "nrepeatable").ShouldBeEmpty();
        RowsWith(left, $"example.com/{First}").ShouldBeEmpty();
        RowsWith(left, First[..8]).ShouldNotBeEmpty("ids remain");
        TradeEvent rebuilt = await LiveEventAsync(world);
        rebuilt.Articles.ShouldBe([Second]);
        rebuilt.Headline.ShouldBe("Other title two");
        (await world.Get<IEventStore>().FindAsync(shared.EventId, Cancel)).ShouldNotBeNull().SupersededBy.ShouldBe(rebuilt.EventId);
        StoredArticle article = await world.FindAsync(First);
        article.Facts.ShouldNotBeNull().Verdict.Intensity.ShouldBe(62, "figures remain");
        (article.EventId, article.Text).ShouldBe((null, TextState.Removed));
    }

    [Fact]
    public async Task It_is_not_stored_again_and_its_event_does_not_come_back()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions());
        await ReportAsync(world, First, Samples.Noon, "Unrepeatable title one", "unrepeatable body one");
        await world.Get<ForgetArticles>().RunAsync(First, Cancel);

        AddedArticles added = await world.Articles.AddAsync(
            [new NewArticle(ArticleOf(First, Samples.Noon, "Unrepeatable title one", "x"), QuietFacts: null)], Cancel);

        added.Waiting.ShouldBeEmpty();
        RowsWith(await world.DumpAsync(), "nrepeatable").ShouldBeEmpty();
        (await EventsAsync(world)).ShouldAllBe(found => found.Status == EventStatus.Superseded && found.Headline == "");
        (await world.Get<ForgetArticles>().RunAsync(First, Cancel)).ShouldBeTrue("forgetting it twice is harmless");
    }

    [Fact]
    public async Task A_call_that_stopped_anywhere_is_completed_by_the_next()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions());
        await ReportAsync(world, First, Samples.Noon, "Unrepeatable title one", "unrepeatable body one");

        // What an earlier call had done: the id is marked, the verdict changed and the event dissolved.
        await world.Get<IArticleArchive>().MarkForgottenAsync(First, Cancel);
        ArticleFacts facts = ForgottenArticle.WithoutEvent((await world.FindAsync(First)).Facts!);
        await world.Articles.SaveVerdictAsync(First, facts, Cancel);
        await world.Get<UpdateEvents>().RunAsync(await world.FindAsync(First), Cancel);

        (await world.Get<ForgetArticles>().RunAsync(First, Cancel)).ShouldBeTrue();
        RowsWith(await world.DumpAsync(), "nrepeatable").ShouldBeEmpty();
    }

    [Fact]
    public async Task All_articles_of_a_feed_are_found_until_they_are_forgotten()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions());
        await ReportAsync(world, First, Samples.Noon, "Title one", "body");
        await ReportAsync(world, Second, Samples.Noon.AddDays(9), "Title two", "body");
        IArticleArchive archive = world.Get<IArticleArchive>();

        (await archive.FindOfFeedAsync("file", Cancel).ToListAsync(Cancel)).ShouldBe([First, Second], ignoreOrder: true);
        (await archive.FindOfFeedAsync("other", Cancel).ToListAsync(Cancel)).ShouldBeEmpty();
        await world.Get<ForgetArticles>().RunAsync(First, Cancel);
        (await archive.FindOfFeedAsync("file", Cancel).ToListAsync(Cancel)).ShouldBe([Second]);
        (await world.Get<ForgetArticles>().RunAsync("ffffffffffffffff", Cancel)).ShouldBeFalse();
    }

    private static Article ArticleOf(string id, DateTimeOffset published, string title, string body) =>
        Samples.Article(id, published, body) with { Title = title };

    private static async Task ReportAsync(RetentionWorld world, string id, DateTimeOffset published, string title, string body)
    {
        Article article = ArticleOf(id, published, title, body);
        ArticleFacts facts = Samples.Facts(article);
        await world.Articles.AddAsync(article, Cancel);
        await world.Articles.SaveVerdictAsync(id, facts, Cancel);
        await world.Get<UpdateEvents>().RunAsync(await world.FindAsync(id), Cancel);
    }

    private static async Task<List<TradeEvent>> EventsAsync(RetentionWorld world) => await world.Get<IEventStore>()
        .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: true, Cancel).ToListAsync(Cancel);

    private static async Task<TradeEvent> LiveEventAsync(RetentionWorld world) =>
        (await EventsAsync(world)).Where(found => found.Status == EventStatus.Live).ShouldHaveSingleItem();

    private static IEnumerable<string> RowsWith(Dictionary<string, string> rows, string text) =>
        rows.Where(row => row.Value.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(row => row.Key);
}
