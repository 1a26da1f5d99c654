using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Retention;
using MarketPulse.Storage.Backup;
using MarketPulse.Storage.Schema;
using MarketPulse.Storage.Tests.Retention;

namespace MarketPulse.Storage.Tests.Schema;

/// <summary>
/// A store that an earlier version wrote is upgraded in steps that can be repeated. The folder Version1 is a backup of a store that the
/// first version wrote: three articles from 2025 that were ingested in 2026, with their events, scores and prices.
/// </summary>
public sealed class StoreSchemaTests(AzuriteFixture azurite)
{
    private static readonly DateOnly Ingested = new(2026, 11, 30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_of_the_first_version_is_upgraded_and_works()
    {
        await using RetentionWorld world = await RestoreAsync();

        (await world.Get<StoreSchema>().FindVersionAsync(Cancel)).ShouldBe(StoreSchema.CurrentVersion);
        (await world.Get<IArticleArchive>().FindDaysAsync(Ingested.AddDays(-1), Ingested, Cancel))
            .ShouldBe([new DateOnly(2025, 4, 4), new DateOnly(2025, 5, 12)], "they were first seen late, which version 1 did not list");
        List<ArticleCount> counts = await world.Get<ITensionStore>()
            .ReadCountsAsync(new DateOnly(2025, 4, 4), new DateOnly(2025, 4, 4), Cancel).ToListAsync(Cancel);
        counts.Single(count => count.Scope == TensionScope.All).Articles.ShouldBe(1, "version 1 stored counts under other keys");
        List<TradeEvent> events = await world.Get<IEventStore>()
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, Cancel).ToListAsync(Cancel);
        events.Select(found => found.Stance).ShouldBe([Stance.Escalation, Stance.Deescalation]);
        List<ImpactScore> scores = await world.Get<IScoreStore>().QueryAsync(new ScoreQuery(), Cancel).ToListAsync(Cancel);
        scores.Count.ShouldBe(6);
        string symbol = scores[0].Symbol;
        (await world.Get<IScoreStore>().QueryAsync(new ScoreQuery { Symbol = symbol }, Cancel).ToListAsync(Cancel))
            .ShouldBe(scores.Where(score => score.Symbol == symbol));
        (await world.Get<IScoreLog>().ReadAsOfAsync(events[0].EventId, DateTimeOffset.MaxValue, Cancel).ToListAsync(Cancel))
            .Select(score => score with { ModifiedUtc = default })
            .ShouldBe(scores.Where(score => score.EventId == events[0].EventId).Select(score => score with { ModifiedUtc = default }));
        (await world.Articles.FindAsync(events[0].Articles[0], Cancel)).ShouldNotBeNull().Article.Title.ShouldContain("34% tariffs");
    }

    [Fact]
    public async Task Every_step_can_be_repeated()
    {
        await using RetentionWorld world = await RestoreAsync();
        Dictionary<string, string> once = await world.DumpAsync();
        StoreSchema schema = world.Get<StoreSchema>();

        // An upgrade that was interrupted before its version was stored.
        for (int version = StoreSchema.FirstVersion; version < StoreSchema.CurrentVersion; version++)
        {
            await schema.SetVersionAsync(version, Cancel);
            await schema.UpgradeAsync(static _ => { }, Cancel);
            (await world.DumpAsync()).ShouldBe(once, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task An_upgrade_at_start_reports_its_steps_and_the_rows_that_it_has_read()
    {
        await using RetentionWorld world = await RestoreAsync();
        await world.Get<StoreSchema>().SetVersionAsync(StoreSchema.FirstVersion, Cancel);
        var reports = new List<WorkProgress>();

        await world.Get<StorageSetup>().EnsureCreatedAsync(reports.Add, Cancel);

        reports.Select(progress => progress.What).Distinct().ShouldBe(
            StoreSchema.Steps.Select((step, i) => $"Upgrading the store, step {i + 1} of {StoreSchema.Steps.Count} ({step.Name})"));
        reports.ShouldContain(progress => progress.Done > 0 && progress.ToString().EndsWith($": {progress.Done} rows"));
    }

    [Fact]
    public async Task An_empty_store_has_the_current_version_and_one_of_a_later_version_is_refused()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions());
        StoreSchema schema = world.Get<StoreSchema>();
        (await schema.FindVersionAsync(Cancel)).ShouldBe(StoreSchema.CurrentVersion);

        await schema.SetVersionAsync(StoreSchema.CurrentVersion + 1, Cancel);

        (await Should.ThrowAsync<InvalidOperationException>(() => world.Get<StorageSetup>().EnsureCreatedAsync(Cancel)))
            .Message.ShouldContain("written by a later version");
    }

    private async Task<RetentionWorld> RestoreAsync()
    {
        RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions());
        await world.Get<StorageImport>().RunAsync(
            Path.Combine(AppContext.BaseDirectory, "Schema", "Version1"), replace: false, static _ => { }, Cancel);
        return world;
    }
}
