using Azure.Data.Tables;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
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
    public async Task A_change_computed_from_an_outdated_row_is_refused_and_none_of_its_rows_is_written()
    {
        TradeEvent read = Samples.Event();
        TradeEvent other = Samples.Event("20250602T130000Z-0123abcd", Samples.Noon.AddHours(1));
        await Events.SaveAsync([read], Cancel);
        await Events.UpdateAsync([new(Samples.Event(revision: 2, measures: "tariff"), read)], Cancel);

        await Should.ThrowAsync<StaleRunException>(
            () => Events.UpdateAsync([new(other, null), new(read with { Headline = "stale", Revision = 3 }, read)], Cancel));

        (await Events.FindAsync(read.EventId, Cancel))!.Revision.ShouldBe(2);
        (await Events.FindAsync(other.EventId, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task An_event_that_another_run_added_or_superseded_is_not_added_again()
    {
        TradeEvent superseded = Samples.Event() with { Status = EventStatus.Superseded, SupersededBy = "20250602T110000Z-00000001" };
        await Events.SaveAsync([superseded], Cancel);

        await Should.ThrowAsync<StaleRunException>(() => Events.UpdateAsync([new(Samples.Event(), null)], Cancel));

        (await Events.FindAsync(Samples.EventId, Cancel))!.Status.ShouldBe(EventStatus.Superseded);
    }

    [Fact]
    public async Task Repeating_a_change_and_scoring_in_between_are_no_conflict()
    {
        TradeEvent read = Samples.Event();
        TradeEvent changed = Samples.Event(revision: 2, measures: "tariff");
        await Events.SaveAsync([read], Cancel);
        await Events.TrySetScoredAsync(read, new DateOnly(2025, 6, 10), "0123456789abcdef", Cancel);

        await Events.UpdateAsync([new(changed, read)], Cancel);
        await Events.UpdateAsync([new(changed, read)], Cancel);

        TradeEvent stored = (await Events.FindAsync(read.EventId, Cancel))!;
        (stored.Revision, stored.OpenUntil, stored.OverlapKey).ShouldBe((2, new DateOnly(2025, 6, 10), "0123456789abcdef"));
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
    public async Task Tags_of_a_period_become_those_of_its_events()
    {
        TradeEvent stored = Samples.Event("20250602T120000Z-00000001", measures: "tariff");
        TradeEvent lost = Samples.Event("20250602T120000Z-00000002", measures: "tariff");
        await Events.SaveAsync([stored, lost], Cancel);
        StorageClients clients = Get<StorageClients>();
        await clients.TableClient("tradeevents").DeleteEntityAsync("202506", lost.EventId, cancellationToken: Cancel);

        await Events.RestoreTagsAsync(Samples.Noon.AddHours(1), Samples.Noon.AddHours(2), Cancel);
        (await TaggedAsync(clients)).ShouldBe([stored.EventId, lost.EventId]);

        await Events.RestoreTagsAsync(Samples.Noon, Samples.Noon.AddHours(1), Cancel);
        (await TaggedAsync(clients)).ShouldBe([stored.EventId]);
    }

    [Fact]
    public async Task A_row_written_before_a_text_column_existed_can_be_changed()
    {
        await Events.SaveAsync([Samples.Event()], Cancel);
        TableClient table = Get<StorageClients>().TableClient("tradeevents");
        TableEntity row = await table.GetEntityAsync<TableEntity>("202506", Samples.EventId, cancellationToken: Cancel);
        foreach (string column in new[] { "corrections", "reportgroups", "follows" })
        {
            row.Remove(column).ShouldBeTrue();
        }

        await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Cancel);
        TradeEvent read = (await Events.FindAsync(Samples.EventId, Cancel))!;

        await Events.UpdateAsync([new(read with { Sources = 2 }, read)], Cancel);

        (await Events.FindAsync(Samples.EventId, Cancel))!.Sources.ShouldBe(2);
    }

    [Fact]
    public async Task A_refused_change_leaves_the_tags_as_they_were()
    {
        TradeEvent read = Samples.Event(measures: "tariff"), current = Samples.Event(revision: 2, measures: "export_control");
        await Events.SaveAsync([current], Cancel);
        string[] tags = await TagsAsync();

        await Should.ThrowAsync<StaleRunException>(
            () => Events.UpdateAsync([new(Samples.Event(revision: 2, measures: "sanction"), read)], Cancel));

        tags.ShouldNotBeEmpty();
        (await TagsAsync()).ShouldBe(tags);

        async Task<string[]> TagsAsync() =>
            await Get<StorageClients>().TableClient("eventtags").QueryAsync<TableEntity>(cancellationToken: Cancel)
                .Select(tag => tag.RowKey).ToArrayAsync(Cancel);
    }

    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);

    private static async Task<string[]> TaggedAsync(StorageClients clients) =>
        await clients.TableClient("eventtags").QueryAsync<TableEntity>(cancellationToken: Cancel)
            .Select(tag => tag.GetString("eventid")).Distinct().ToArrayAsync(Cancel);
}
