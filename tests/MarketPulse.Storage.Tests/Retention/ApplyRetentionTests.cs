using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Retention;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Storage.Tests.Retention;

/// <summary>What is removed, and when; everything else stays.</summary>
public sealed class ApplyRetentionTests(AzuriteFixture azurite)
{
    private const string Irrelevant = "0000000000000001";
    private const string Relevant = "0000000000000002";
    private const string VeryLong = "0000000000000003";
    private const string Late = "0000000000000004";

    private static readonly string Body = string.Concat(Enumerable.Range(0, 400).Select(i => $"Sentence {i}. "));
    private static readonly DateOnly Day = DateOnly.FromDateTime(Samples.Noon.UtcDateTime);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_of_irrelevant_articles_is_shortened_after_90_days_and_all_other_text_is_kept()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions());
        await world.AddAsync(Samples.Article(Irrelevant, body: Body), isRelevant: false);
        await world.AddAsync(Samples.Article(Relevant, body: Body), isRelevant: true);
        await world.AddAsync(Samples.Article(VeryLong, body: Incompressible()), isRelevant: false);
        (await world.BlobsAsync()).ShouldBe(1);

        world.Clock.Advance(TimeSpan.FromDays(90));
        (await world.ApplyAsync())["irrelevant_text"].ShouldBe(0);
        world.Clock.Advance(TimeSpan.FromDays(2));
        (await world.ApplyAsync())["irrelevant_text"].ShouldBe(2);

        StoredArticle shortened = await world.FindAsync(Irrelevant);
        shortened.Text.ShouldBe(TextState.Shortened);
        shortened.Article.Body.ShouldBe(Body[..500]);
        shortened.Article.Title.ShouldBe(Samples.Article().Title);
        shortened.Facts.ShouldNotBeNull().Title.ShouldBe(Samples.Article().Title);
        (await world.FindAsync(Relevant)).Article.Body.ShouldBe(Body);
        (await world.FindAsync(Relevant)).Text.ShouldBe(TextState.Full);
        (await world.FindAsync(VeryLong)).Article.Body.ShouldBe(Incompressible()[..500]);
        (await world.BlobsAsync()).ShouldBe(0);
        (await world.ApplyAsync())["irrelevant_text"].ShouldBe(0);
    }

    [Fact]
    public async Task An_old_article_that_was_first_seen_late_is_kept_for_90_days_from_then()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions());
        world.Clock.Advance(TimeSpan.FromDays(200));
        await world.ApplyAsync();
        await world.AddAsync(Samples.Article(Late, body: Body), isRelevant: false);

        world.Clock.Advance(TimeSpan.FromDays(90));
        (await world.ApplyAsync())["irrelevant_text"].ShouldBe(0);
        (await world.FindAsync(Late)).Text.ShouldBe(TextState.Full);
        world.Clock.Advance(TimeSpan.FromDays(2));
        (await world.ApplyAsync())["irrelevant_text"].ShouldBe(1);
        (await world.FindAsync(Late)).Text.ShouldBe(TextState.Shortened);
    }

    [Fact]
    public async Task A_run_looks_only_at_days_that_came_of_age_since_the_last_one()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions());
        for (int day = 0; day < 5; day++)
        {
            await world.AddAsync(Samples.Article($"000000000000001{day}", Samples.Noon.AddDays(day)), isRelevant: false);
        }

        world.Clock.Advance(TimeSpan.FromDays(10));
        await world.AddAsync(Samples.Article(Late, Samples.Noon.AddDays(1)), isRelevant: false);
        IArticleArchive archive = world.Get<IArticleArchive>();

        (await archive.FindDaysAsync(after: null, Day.AddDays(3), Cancel)).ShouldBe([.. Enumerable.Range(0, 4).Select(Day.AddDays)]);
        (await archive.FindDaysAsync(Day.AddDays(3), Day.AddDays(9), Cancel)).ShouldBe([Day.AddDays(4)]);
        (await archive.FindDaysAsync(Day.AddDays(9), Day.AddDays(10), Cancel)).ShouldBe([Day.AddDays(1)], "one was seen late on that day");
        (await archive.FindDaysAsync(Day.AddDays(10), Day.AddDays(500), Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_preview_counts_the_same_and_writes_nothing()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(
            azurite, new RetentionOptions { QuietArticleDays = 30, AlertDays = 30 });
        await world.AddAsync(Samples.Article(Irrelevant, body: Body), isRelevant: false);
        await AddAlertAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(100));
        Dictionary<string, string> before = await world.DumpAsync();

        IReadOnlyList<RetentionResult> preview = await world.Get<ApplyRetention>().PreviewAsync(Cancel);

        (await world.DumpAsync()).ShouldBe(before, ignoreOrder: true);
        preview.ToDictionary(result => result.Data, result => result.Count).ShouldBe(await world.ApplyAsync(), ignoreOrder: true);
        preview.Sum(result => result.Count).ShouldBe(3);
    }

    [Fact]
    public async Task Articles_that_report_nothing_lose_their_content_and_still_count()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions { QuietArticleDays = 30 });
        await world.AddAsync(Samples.Article(Relevant, body: Body), isRelevant: true);
        await world.AddAsync(Samples.Article(Irrelevant, body: Body), isRelevant: true, isEvent: true);
        List<ArticleTally> counted = await TalliesAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(40));

        (await world.ApplyAsync())["quiet_articles"].ShouldBe(1);

        StoredArticle quiet = await world.FindAsync(Relevant);
        (quiet.Text, quiet.Article.Title, quiet.Article.Body, quiet.Article.Url).ShouldBe((TextState.Removed, "", "", null));
        (await world.FindAsync(Irrelevant)).Article.Body.ShouldBe(Body);
        (await TalliesAsync(world)).Count.ShouldBe(counted.Count);
        (await world.Articles.AddAsync(Samples.Article(Relevant), Cancel)).ShouldBeFalse("it is known, and classified");
    }

    [Fact]
    public async Task Replaced_log_entries_expire_and_what_was_known_later_is_unchanged()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions { LogDays = 30 });
        foreach (int revision in new[] { 1, 2, 3 })
        {
            await ScoreAsync(world, revision, "FXI", "SPY");
        }

        // 60 days have passed: revision 1 was replaced 40 days ago, revision 2 20 days ago.
        (await world.ApplyAsync())["logs"].ShouldBe(1);

        (await KnownAsync(world, Samples.Noon.AddDays(10))).ShouldBeEmpty();
        (await KnownAsync(world, Samples.Noon.AddDays(35))).ShouldBe([2, 2]);
        (await KnownAsync(world, Samples.Noon.AddDays(45))).ShouldBe([3, 3]);
        (await world.ApplyAsync())["logs"].ShouldBe(0);
    }

    [Fact]
    public async Task A_log_entry_of_which_one_score_still_held_is_kept()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions { LogDays = 30 });
        await ScoreAsync(world, 1, "FXI", "SPY");
        await ScoreAsync(world, 2, "FXI");
        await ScoreAsync(world, 3, "FXI", "SPY");

        (await world.ApplyAsync())["logs"].ShouldBe(0);

        (await KnownAsync(world, Samples.Noon.AddDays(35))).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task Replaced_entries_of_the_log_of_events_expire_and_the_logs_start_later()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions { LogDays = 30 });
        foreach (string id in new[] { Relevant, Late })
        {
            await world.AddAsync(Samples.Article(id), isRelevant: true, isEvent: true);
            await world.Get<UpdateEvents>().RunAsync(await world.FindAsync(id), Cancel);
            world.Clock.Advance(TimeSpan.FromDays(10));
        }

        DateTimeOffset moment = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromDays(40));
        List<TradeEvent> known = await EventsAsync(world, moment);
        known.ShouldHaveSingleItem().Sources.ShouldBe(2);

        (await world.ApplyAsync())["logs"].ShouldBe(1);

        (await EventsAsync(world, moment)).Select(found => found.EventId).ShouldBe(known.Select(found => found.EventId));
        (await world.Get<IEventLog>().FindStartAsync(Cancel))
            .ShouldBe(new DateTimeOffset(Day.AddDays(30), TimeOnly.MinValue, TimeSpan.Zero));
    }

    [Fact]
    public async Task Alerts_and_dead_letters_expire()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(
            azurite, new RetentionOptions { AlertDays = 30, DeadLetterDays = 30 });
        await AddAlertAsync(world);
        await world.Get<IDeadLetters>().AddAsync(
            new DeadLetter
            {
                Id = "a",
                Queue = QueueNames.Scores,
                Body = "{}",
                Reason = "r",
                Description = "d",
                FailedUtc = world.Clock.GetUtcNow(),
            },
            Cancel);

        world.Clock.Advance(TimeSpan.FromDays(29));
        (await world.ApplyAsync()).Values.Sum().ShouldBe(0);
        world.Clock.Advance(TimeSpan.FromDays(2));
        IReadOnlyDictionary<string, int> removed = await world.ApplyAsync();

        (removed["alerts"], removed["dead_letters"]).ShouldBe((1, 1));
        (await world.Get<IAlertStore>().ReadAsync("strong", Cancel).CountAsync(Cancel)).ShouldBe(0);
        (await world.Get<IDeadLetters>().ListAsync(QueueNames.Scores, Cancel).CountAsync(Cancel)).ShouldBe(0);
    }

    private static async Task AddAlertAsync(RetentionWorld world) => await world.Get<IAlertStore>().AddAsync(
        new Alert { Rule = "strong", Subject = Samples.EventId, EventId = Samples.EventId, FiredUtc = world.Clock.GetUtcNow() }, Cancel);

    private static async Task<List<TradeEvent>> EventsAsync(RetentionWorld world, DateTimeOffset moment) => await world.Get<IEventLog>()
        .ReadAsOfAsync(moment, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancel).ToListAsync(Cancel);

    private static async Task ScoreAsync(RetentionWorld world, int revision, params string[] symbols)
    {
        await world.Get<IScoreStore>().SaveAsync(
            [.. symbols.Select(symbol => Samples.Score(symbol, revision: revision) with { CarPct = revision })], [], Cancel);
        world.Clock.Advance(TimeSpan.FromDays(20));
    }

    private static async Task<List<ArticleTally>> TalliesAsync(RetentionWorld world) =>
        await world.Get<IArticleTallies>().ReadTalliesAsync(Day, Day, seenBy: null, Cancel).ToListAsync(Cancel);

    private static async Task<double?[]> KnownAsync(RetentionWorld world, DateTimeOffset moment) =>
        await world.Get<IScoreLog>().ReadAsOfAsync(Samples.EventId, moment, Cancel).Select(score => score.CarPct).ToArrayAsync(Cancel);

    /// <summary>A text whose compressed form is too long for a row.</summary>
    private static string Incompressible()
    {
        byte[] bytes = new byte[120_000];
        new Random(7).NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }
}
