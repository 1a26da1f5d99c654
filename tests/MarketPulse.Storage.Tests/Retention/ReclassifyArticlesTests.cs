using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Retention;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Storage.Tests.Retention;

/// <summary>Stored articles are read again with the current lexicon; what changes is shown before it is done.</summary>
public sealed class ReclassifyArticlesTests(AzuriteFixture azurite)
{
    private const string Missed = "0000000000000001";
    private const string Wrong = "0000000000000002";
    private const string Turned = "0000000000000003";
    private const string Submitted = "0000000000000004";

    private static readonly string Current = new TradeDetector().Lexicon.Version;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_preview_names_gained_lost_and_turned_events_and_writes_nothing()
    {
        await using RetentionWorld world = await OldWorldAsync();
        Dictionary<string, string> before = await world.DumpAsync();

        Reclassification preview = await PreviewAsync(world);

        (await world.DumpAsync()).ShouldBe(before, ignoreOrder: true);
        preview.Events.Select(change => (change.Change, Article: change.EventId[^8..], change.Before, change.After)).ShouldBe(
            [
                (ChangeKind.Gained, Missed[..8], null, Stance.Escalation),
                (ChangeKind.Lost, Wrong[..8], Stance.Mixed, null),
                (ChangeKind.StanceChanged, Turned[..8], Stance.Mixed, Stance.Escalation),
            ],
            ignoreOrder: true);
        (preview.Articles, preview.Reclassified, preview.Changed, preview.Shortened, preview.Removed).ShouldBe((4, 3, 3, 0, 0));
    }

    [Fact]
    public async Task The_events_become_those_of_the_preview_and_a_second_run_finds_nothing_to_do()
    {
        await using RetentionWorld world = await OldWorldAsync();
        long queued = await QueuedAsync(world);

        await RunAsync(world);

        List<TradeEvent> live = await LiveAsync(world);
        live.Select(found => (found.Articles.Single(), found.Stance)).ShouldBe(
            [(Missed, Stance.Escalation), (Turned, Stance.Escalation), (Submitted, Stance.Mixed)], ignoreOrder: true);
        live.Where(found => found.Articles[0] != Submitted).ShouldAllBe(found => found.LexiconVersion == Current);
        (await QueuedAsync(world)).ShouldBeGreaterThan(queued, "changed events are scored again");
        Dictionary<string, string> after = await world.DumpAsync();
        Reclassification again = await PreviewAsync(world);
        (again.Reclassified, again.Events.Count).ShouldBe((0, 0));
        (await RunAsync(world)).Reclassified.ShouldBe(0);
        (await world.DumpAsync()).Where(row => !row.Key.StartsWith("cursors ", StringComparison.Ordinal))
            .ShouldBe(after.Where(row => !row.Key.StartsWith("cursors ", StringComparison.Ordinal)), ignoreOrder: true);
    }

    [Fact]
    public async Task Corrections_hold_as_before_and_the_preview_knows_them()
    {
        await using RetentionWorld world = await OldWorldAsync();
        await CorrectAsync(world, Turned, CorrectionKind.Stance, Stance.Neutral);
        await CorrectAsync(world, Submitted, CorrectionKind.Void);

        Reclassification preview = await PreviewAsync(world);
        await RunAsync(world);

        preview.Events.Select(change => change.Change).ShouldBe([ChangeKind.Gained, ChangeKind.Lost], ignoreOrder: true);
        (await LiveAsync(world)).Select(found => (found.Articles.Single(), found.Stance)).ShouldBe(
            [(Missed, Stance.Escalation), (Turned, Stance.Neutral)], ignoreOrder: true);
    }

    [Fact]
    public async Task The_state_says_which_articles_stand_under_the_current_lexicon()
    {
        await using RetentionWorld world = await OldWorldAsync();
        LexiconStatus status = world.Get<LexiconStatus>();
        DateTimeOffset start = world.Clock.GetUtcNow();
        (await status.FindAsync(Cancel)).ShouldBe(new LexiconUse(Current, start, ReclassifiedFrom: null));

        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.Get<ReclassifyArticles>().RunAsync(new DateOnly(2025, 6, 12), static _ => { }, Cancel);
        (await status.FindAsync(Cancel)).ShouldBe(new LexiconUse(Current, start, new DateOnly(2025, 6, 12)));
        await world.Get<ReclassifyArticles>().RunAsync(new DateOnly(2025, 6, 22), static _ => { }, Cancel);
        (await status.FindAsync(Cancel)).ReclassifiedFrom.ShouldBe(new DateOnly(2025, 6, 12), "those stand under it already");
    }

    [Fact]
    public async Task A_run_that_stopped_after_the_verdicts_of_a_day_updates_the_events_of_that_day()
    {
        await using RetentionWorld world = await OldWorldAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        // The lease is held elsewhere, so that the run stops between storing the verdicts and updating the events.
        await using (await world.Get<IClusterLease>().AcquireAsync(Cancel))
        {
            Task run = world.Get<ReclassifyArticles>().RunAsync(from: null, static _ => { }, stop.Token);
            while ((await world.FindAsync(Missed)).Facts!.Verdict.LexiconVersion != Current)
            {
                await Task.Yield();
                Cancel.ThrowIfCancellationRequested();
            }

            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => run);
        }

        (await LiveAsync(world)).ShouldNotContain(found => found.Articles[0] == Missed);
        await RunAsync(world);
        (await LiveAsync(world)).Select(found => found.Articles.Single()).ShouldBe([Missed, Turned, Submitted], ignoreOrder: true);
    }

    [Fact]
    public async Task Only_days_from_the_given_one_are_read_and_shortened_texts_are_counted()
    {
        await using RetentionWorld world = await OldWorldAsync();
        world.Clock.Advance(TimeSpan.FromDays(400));
        (await world.ApplyAsync())["text"].ShouldBe(1);

        Reclassification preview = await PreviewAsync(world, new DateOnly(2025, 6, 12));

        (preview.Articles, preview.Shortened).ShouldBe((3, 0));
        (await PreviewAsync(world)).Shortened.ShouldBe(1);
        ArticleFacts full = (await world.FindAsync(Missed)).Facts!;
        await RunAsync(world);
        (await world.FindAsync(Missed)).Facts!.ContentHash.ShouldBe(full.ContentHash, "that of the full text still finds its copies");
    }

    private static Task<Reclassification> PreviewAsync(RetentionWorld world, DateOnly? from = null) =>
        world.Get<ReclassifyArticles>().PreviewAsync(from, static _ => { }, Cancel);

    private static Task<Reclassification> RunAsync(RetentionWorld world) =>
        world.Get<ReclassifyArticles>().RunAsync(from: null, static _ => { }, Cancel);

    private static async Task CorrectAsync(RetentionWorld world, string article, CorrectionKind kind, Stance? stance = null)
    {
        CorrectEvent step = world.Get<CorrectEvent>();
        CorrectionResult made = await step.RunAsync(
            new RequestedCorrection
            {
                EventId = (await world.FindAsync(article)).EventId!,
                Kind = kind,
                Stance = stance,
                MadeBy = "analyst",
                Reason = "It was misread.",
            },
            Cancel);
        await step.ApplyAsync(made.Correction, Cancel);
    }

    private static async Task<List<TradeEvent>> LiveAsync(RetentionWorld world) => await world.Get<IEventStore>()
        .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, Cancel).ToListAsync(Cancel);

    private static Task<long> QueuedAsync(RetentionWorld world) => world.Get<IWorkReceiver>().CountAsync(QueueNames.Scores, Cancel);

    /// <summary>Articles ten days apart with the verdicts of an earlier lexicon, and one with a verdict that a user gave.</summary>
    private async Task<RetentionWorld> OldWorldAsync()
    {
        RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions { TextDays = 90 });
        string tariffs = "Beijing announced 34% tariffs on all imports from the United States. " + new string('x', 600);
        await StoreAsync(world, Missed, 0, "China imposes 34% tariffs on all US goods", tariffs, "old", isEvent: false);
        await StoreAsync(world, Wrong, 10, "Harvest festival draws record crowds", "It was well attended.", "old", isEvent: true);
        await StoreAsync(world, Turned, 20, "China imposes 84% tariffs on all US goods", "Beijing announced it.", "old", isEvent: true);
        await StoreAsync(world, Submitted, 30, "Submitted", "By hand.", SubmitArticle.Feed, isEvent: true);
        return world;
    }

    private static async Task StoreAsync(
        RetentionWorld world, string id, int day, string title, string body, string version, bool isEvent)
    {
        DateTimeOffset time = Samples.Noon.AddDays(day);
        Article article = Samples.Article(id, time, body) with { Title = title, FirstSeen = time };
        ArticleVerdict verdict = Samples.Facts(article).Verdict with { IsEvent = isEvent, LexiconVersion = version };
        ArticleFacts facts = ArticleFacts.FromVerdict(article, verdict);
        await world.Articles.AddAsync(article, Cancel);
        await world.Articles.SaveVerdictAsync(id, facts, Cancel);
        await world.Get<UpdateEvents>().RunAsync(await world.FindAsync(id), Cancel);
    }
}
