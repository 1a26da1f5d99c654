using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Tables;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class EventLogSpecification : StoresUnderTest
{
    protected IEventLog Log => Get<IEventLog>();

    [Fact]
    public async Task Reading_as_of_a_time_returns_the_events_as_they_were_stored_then()
    {
        DateTimeOffset start = Clock.GetUtcNow();
        TradeEvent other = Samples.Event("20250602T130000Z-00000001") with { EventTimeUtc = Samples.Noon.AddHours(1) };
        await Events.SaveAsync([Samples.Event(), other], Cancel);
        Clock.Advance(TimeSpan.FromHours(1));
        await Events.SaveAsync([Samples.Event(revision: 2) with { Sources = 4 }], Cancel);
        Clock.Advance(TimeSpan.FromHours(1));
        await Events.SaveAsync([other with { Status = EventStatus.Superseded, SupersededBy = Samples.EventId, Revision = 2 }], Cancel);

        (await AsOf(start.AddTicks(-1))).ShouldBeEmpty();
        (await AsOf(DateTimeOffset.MaxValue)).Count.ShouldBe(1);
        (await AsOf(start)).Select(Facts).ShouldBe(
            [(Samples.EventId, 1, Samples.Event().Sources, start), (other.EventId, 1, other.Sources, start)]);
        (await AsOf(start.AddHours(1))).Select(Facts).ShouldBe(
            [(Samples.EventId, 2, 4, start.AddHours(1)), (other.EventId, 1, other.Sources, start)]);
        (await AsOf(start.AddHours(2))).Select(Facts).ShouldBe([(Samples.EventId, 2, 4, start.AddHours(1))]);

        static (string, int, int, DateTimeOffset) Facts(TradeEvent found) =>
            (found.EventId, found.Revision, found.Sources, found.ModifiedUtc);
    }

    [Fact]
    public async Task Only_changed_facts_are_logged()
    {
        DateTimeOffset start = Clock.GetUtcNow();
        await Events.SaveAsync([Samples.Event()], Cancel);
        Clock.Advance(TimeSpan.FromHours(1));
        await Events.SaveAsync([Samples.Event(revision: 2)], Cancel);
        await Events.TrySetScoredAsync(Samples.Event(), new DateOnly(2025, 6, 10), "k1", Cancel);

        TradeEvent known = (await AsOf(Clock.GetUtcNow())).ShouldHaveSingleItem();
        (known.ModifiedUtc, known.Revision, known.OpenUntil, known.OverlapKey).ShouldBe((start, 1, null, null));
    }

    [Fact]
    public async Task Events_are_read_by_time()
    {
        DateTimeOffset[] times = [Samples.Noon.AddDays(-40), Samples.Noon, Samples.Noon.AddSeconds(1), Samples.Noon.AddDays(400)];
        await Events.SaveAsync(
            [.. times.Select(time => Samples.Event($"{time:yyyyMMdd'T'HHmmss'Z'}-00000001") with { EventTimeUtc = time })], Cancel);

        (await Log.ReadAsOfAsync(Clock.GetUtcNow(), times[1], times[3], Cancel).Select(found => found.EventTimeUtc).ToListAsync(Cancel))
            .ShouldBe(times[1..3]);
        (await AsOf(Clock.GetUtcNow())).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Log_starts_once()
    {
        DateTimeOffset start = await Log.StartAsync(Cancel);
        Clock.Advance(TimeSpan.FromHours(1));

        (await Log.StartAsync(Cancel)).ShouldBe(start);
        (await Log.FindStartAsync(Cancel)).ShouldBe(start);
    }

    protected async Task<List<TradeEvent>> AsOf(DateTimeOffset moment) =>
        await Log.ReadAsOfAsync(moment, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancel).ToListAsync(Cancel);
}

public class InMemoryEventLogTests : EventLogSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableEventLogTests(AzuriteFixture azurite) : EventLogSpecification
{
    [Fact]
    public async Task A_store_that_was_filled_before_there_was_a_log_gets_one_row_for_each_live_event()
    {
        TradeEvent gone = Samples.Event("20250602T130000Z-00000001") with
        {
            EventTimeUtc = Samples.Noon.AddHours(1),
            Status = EventStatus.Superseded,
            SupersededBy = Samples.EventId,
        };
        await Events.SaveAsync([Samples.Event(), gone], Cancel);
        TableRows rows = Get<StorageClients>().Table(TableNames.EventLog);
        await rows.DeleteAsync("", Cancel);
        Clock.Advance(TimeSpan.FromHours(1));

        DateTimeOffset start = await Log.StartAsync(Cancel);
        await rows.DeleteAsync("PartitionKey eq 'log'", Cancel);
        DateTimeOffset again = await Log.StartAsync(Cancel);

        again.ShouldBe(start);
        start.ShouldBe(Clock.GetUtcNow());
        (await AsOf(start)).ShouldHaveSingleItem().EventId.ShouldBe(Samples.EventId);
        (await rows.QueryAsync("", select: null, Cancel).CountAsync(Cancel)).ShouldBe(2);
    }

    [Fact]
    public async Task What_a_run_that_stopped_did_not_log_is_logged_when_its_work_is_completed()
    {
        await Events.SaveAsync([Samples.Event()], Cancel);
        DateTimeOffset stored = Clock.GetUtcNow();
        await Get<StorageClients>().Table(TableNames.EventLog).DeleteAsync($"PartitionKey eq '{Samples.EventId}'", Cancel);
        Clock.Advance(TimeSpan.FromHours(1));

        for (int repeat = 0; repeat < 2; repeat++)
        {
            await Events.RestoreTagsAsync(Samples.Noon, Samples.Noon.AddHours(1), Cancel);
        }

        (await AsOf(stored)).ShouldHaveSingleItem().ModifiedUtc.ShouldBe(stored);
        (await Get<StorageClients>().Table(TableNames.EventLog).QueryAsync("", select: null, Cancel).CountAsync(Cancel)).ShouldBe(2);
    }

    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
