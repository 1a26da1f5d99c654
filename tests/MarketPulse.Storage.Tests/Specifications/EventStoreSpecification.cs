using Azure.Data.Tables;
using MarketPulse.Core.Events;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class EventStoreSpecification : StoresUnderTest
{
    [Fact]
    public async Task An_event_is_read_as_it_was_stored()
    {
        TradeEvent given = Samples.Event() with
        {
            Link = "https://example.com/a?b=c&d=%20",
            EffectiveDate = new DateOnly(2025, 8, 1),
            OpenUntil = new DateOnly(2025, 6, 9),
            Follows = "20250601T000000Z-00000000",
            TimeResolution = TimeResolution.Day,
        };

        await Events.SaveAsync([given], Cancel);

        TradeEvent stored = (await Events.FindAsync(given.EventId, Cancel)).ShouldNotBeNull();
        stored.ShouldHaveSameContentAs(given with { ModifiedUtc = Clock.GetUtcNow() });
    }

    [Theory]
    [InlineData("20250602T120000Z-ffffffff")]
    [InlineData("no event id")]
    [InlineData("")]
    public async Task Finding_an_unknown_event_returns_null(string id) => (await Events.FindAsync(id, Cancel)).ShouldBeNull();

    [Fact]
    public async Task Events_are_read_by_id_across_months_and_superseded_events_only_on_request()
    {
        TradeEvent may = Samples.Event("20250531T235959Z-00000001", new(2025, 5, 31, 23, 59, 59, TimeSpan.Zero));
        TradeEvent june = Samples.Event("20250601T000000Z-00000002", new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));
        TradeEvent gone = Samples.Event("20250601T000001Z-00000003", new(2025, 6, 1, 0, 0, 1, TimeSpan.Zero)) with
        {
            Status = EventStatus.Superseded,
            SupersededBy = june.EventId,
        };
        TradeEvent later = Samples.Event("20250701T000000Z-00000004", new(2025, 7, 1, 0, 0, 0, TimeSpan.Zero));
        await Events.SaveAsync([later, gone, june, may], Cancel);

        (await Ids(may.EventTimeUtc, later.EventTimeUtc, includeSuperseded: false)).ShouldBe([may.EventId, june.EventId]);
        (await Ids(may.EventTimeUtc, later.EventTimeUtc, includeSuperseded: true)).ShouldBe([may.EventId, june.EventId, gone.EventId]);
        (await Ids(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false))
            .ShouldBe([may.EventId, june.EventId, later.EventId]);
        (await Events.FindAsync(gone.EventId, Cancel))!.SupersededBy.ShouldBe(june.EventId);
    }

    [Fact]
    public async Task Saving_an_event_again_changes_nothing()
    {
        await Events.SaveAsync([Samples.Event()], Cancel);
        DateTimeOffset first = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));

        await Events.SaveAsync([Samples.Event()], Cancel);

        (await Events.FindAsync(Samples.EventId, Cancel))!.ModifiedUtc.ShouldBe(first);
    }

    [Fact]
    public async Task Scoring_and_clustering_can_write_the_same_event_without_undoing_each_other()
    {
        await Events.SaveAsync([Samples.Event()], Cancel);
        (await Events.TrySetScoredAsync(Samples.Event(), new DateOnly(2025, 6, 10), "k1", Cancel)).ShouldBeTrue();

        await Events.SaveAsync([Samples.Event(revision: 2, measures: "tariff") with { OpenUntil = new DateOnly(2025, 6, 9) }], Cancel);

        TradeEvent stored = (await Events.FindAsync(Samples.EventId, Cancel))!;
        stored.Revision.ShouldBe(2);
        stored.Measures.ShouldBe(["tariff"]);
        stored.OpenUntil.ShouldBe(new DateOnly(2025, 6, 10));
        stored.OverlapKey.ShouldBe("k1");
    }

    [Fact]
    public async Task Only_the_first_of_two_scorers_that_read_the_same_event_sets_its_overlap_key()
    {
        await Events.SaveAsync([Samples.Event()], Cancel);
        TradeEvent read = (await Events.FindAsync(Samples.EventId, Cancel))!;

        (await Events.TrySetScoredAsync(read, new DateOnly(2025, 6, 10), "k1", Cancel)).ShouldBeTrue();
        (await Events.TrySetScoredAsync(read, new DateOnly(2025, 6, 11), "k2", Cancel)).ShouldBeFalse();

        TradeEvent stored = (await Events.FindAsync(Samples.EventId, Cancel))!;
        (stored.OpenUntil, stored.OverlapKey).ShouldBe((new DateOnly(2025, 6, 11), "k1"));
        (await Events.TrySetScoredAsync(stored, openUntil: null, "k2", Cancel)).ShouldBeTrue();
        stored = (await Events.FindAsync(Samples.EventId, Cancel))!;
        (stored.OpenUntil, stored.OverlapKey).ShouldBe((new DateOnly(2025, 6, 11), "k2"));
    }

    [Fact]
    public async Task An_unknown_event_cannot_be_scored()
    {
        (await Events.TrySetScoredAsync(Samples.Event(), new DateOnly(2025, 6, 10), "k1", Cancel)).ShouldBeFalse();

        (await Events.FindAsync(Samples.EventId, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Many_events_can_be_stored_in_one_call()
    {
        TradeEvent[] events = [.. Enumerable.Range(0, 250).Select(i => Samples.Event($"20250602T120000Z-{i:x8}"))];

        await Events.SaveAsync(events, Cancel);

        (await Ids(Samples.Noon, Samples.Noon.AddSeconds(1), includeSuperseded: false)).Count.ShouldBe(250);
    }

    private async Task<List<string>> Ids(DateTimeOffset from, DateTimeOffset to, bool includeSuperseded) =>
        await Events.ReadAsync(from, to, includeSuperseded, Cancel).Select(e => e.EventId).ToListAsync(Cancel);
}

public class InMemoryEventStoreTests : EventStoreSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableEventStoreTests(AzuriteFixture azurite) : EventStoreSpecification
{
    [Fact]
    public async Task Only_tags_of_events_that_do_not_exist_are_removed()
    {
        TradeEvent stored = Samples.Event("20250602T120000Z-00000001", measures: "tariff");
        TradeEvent lost = Samples.Event("20250602T120000Z-00000002", measures: "tariff");
        await Events.SaveAsync([stored, lost], Cancel);
        StorageClients clients = Get<StorageClients>();
        await clients.TableClient("tradeevents").DeleteEntityAsync("202506", lost.EventId, cancellationToken: Cancel);

        await Events.RemoveStrayTagsAsync(Samples.Noon.AddHours(1), Samples.Noon.AddHours(2), Cancel);
        (await TaggedAsync(clients)).ShouldBe([stored.EventId, lost.EventId]);

        await Events.RemoveStrayTagsAsync(Samples.Noon, Samples.Noon.AddHours(1), Cancel);
        (await TaggedAsync(clients)).ShouldBe([stored.EventId]);
    }

    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);

    private static async Task<string[]> TaggedAsync(StorageClients clients) =>
        await clients.TableClient("eventtags").QueryAsync<TableEntity>(cancellationToken: Cancel)
            .Select(tag => tag.GetString("eventid")).Distinct().ToArrayAsync(Cancel);
}
