using System.Globalization;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Retention;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage.Tests.Retention;

namespace MarketPulse.Storage.Tests.Backup;

/// <summary>A restored store, whose queues are empty, finds its unfinished work in the tables.</summary>
public sealed class ResumeWorkTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_articles_without_a_verdict_and_events_without_current_scores_are_queued()
    {
        await using RetentionWorld world = await RetentionWorld.OpenAsync(azurite, new RetentionOptions());
        await world.AddAsync(Samples.Article("00000000000000aa"), isRelevant: true);
        await world.Articles.AddAsync(Samples.Article("00000000000000bb"), Cancel);
        await world.Get<IEventStore>().SaveAsync([EventAt(0, revision: 1), EventAt(1, revision: 2), EventAt(60, revision: 1)], Cancel);
        await world.Get<IScoreStore>().SaveAsync([ScoreAt(0)], [], Cancel);
        await world.Get<IScoreStore>().SaveAsync([ScoreAt(1)], [], Cancel);

        ResumedWork resumed = await world.Get<ResumeWork>().RunAsync(Cancel);

        resumed.ShouldBe(new ResumedWork(1, 2));
        (await world.Get<IWorkReceiver>().CountAsync(QueueNames.Articles, Cancel)).ShouldBe(1);
        (await world.Get<IWorkReceiver>().CountAsync(QueueNames.Scores, Cancel)).ShouldBe(2);
    }

    private static string IdAt(int day) => Samples.Noon.AddDays(day).UtcDateTime
        .ToString("yyyyMMdd'T'HHmmss'Z-1f0c9a3e'", CultureInfo.InvariantCulture);

    private static Core.Events.TradeEvent EventAt(int day, int revision) =>
        Samples.Event(IdAt(day), Samples.Noon.AddDays(day), revision);

    private static Core.Impact.ImpactScore ScoreAt(int day) =>
        Samples.Score(eventId: IdAt(day)) with { EventTimeUtc = Samples.Noon.AddDays(day) };
}
