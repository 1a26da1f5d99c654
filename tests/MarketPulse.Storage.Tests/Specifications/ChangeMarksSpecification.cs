using Azure.Data.Tables;
using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Schema;
using MarketPulse.Storage.Tables;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class ChangeMarksSpecification : StoresUnderTest
{
    protected static string[] MarkedBySampleFacts { get; } =
    [
        "abnormalreturns 202506", "analogues 202506", "articles 20250602", "eventtags 202506", "impactscores 202506",
        "instrumentscores FXI", "prices SIM.DRGN", "tensionindex pair|US-CN|2025", "tradeevents 202506",
    ];

    [Fact]
    public async Task Every_write_marks_the_partition_that_it_changes()
    {
        DateTimeOffset before = Clock.GetUtcNow();
        await StoreSampleFactsAsync();

        (await MarksAsync(before)).ShouldBe(MarkedBySampleFacts);
        (await MarksAsync(DateTimeOffset.MinValue)).ShouldBe(MarkedBySampleFacts);
        (await MarksAsync(before.AddHours(1))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_in_a_later_hour_moves_the_mark_of_its_partition_and_no_other()
    {
        await StoreSampleFactsAsync();
        Clock.Advance(TimeSpan.FromMinutes(75));

        await Articles.SaveVerdictAsync(Samples.Article().Id, Samples.Facts(Samples.Article()), Cancel);

        (await MarksAsync(Clock.GetUtcNow())).ShouldBe(["articles 20250602"], "the start of the hour counts, not the minute");
        (await MarksAsync(DateTimeOffset.MinValue)).ShouldBe(MarkedBySampleFacts);
    }

    [Fact]
    public async Task Deleting_rows_marks_their_partitions()
    {
        await StoreSampleFactsAsync();
        Clock.Advance(TimeSpan.FromHours(1));

        await Scores.DeleteEventAsync(Samples.EventId, Cancel);
        await Get<ITensionStore>().RemoveIndexAsync([Day()], Cancel);

        (await MarksAsync(Clock.GetUtcNow())).ShouldBe(
            ["abnormalreturns 202506", "impactscores 202506", "instrumentscores FXI", "tensionindex pair|US-CN|2025"]);
    }

    [Fact]
    public async Task A_table_whose_changes_are_not_marked_is_refused() =>
        (await Should.ThrowAsync<ArgumentException>(() => Get<IChangeMarks>().ReadAsync("cursors", default, Cancel)))
            .Message.ShouldContain("cursors are not marked");

    protected async Task<IReadOnlyList<string>> MarksAsync(DateTimeOffset since)
    {
        var marks = new List<string>();
        foreach (string table in ChangeMark.Tables.Order(StringComparer.Ordinal))
        {
            marks.AddRange((await Get<IChangeMarks>().ReadAsync(table, since, Cancel)).Select(mark => $"{table} {mark}"));
        }

        return marks;
    }

    protected async Task StoreSampleFactsAsync()
    {
        await Articles.AddAsync(Samples.Article(), Cancel);
        await Events.SaveAsync([Samples.Event(measures: "tariff")], Cancel);
        await Scores.SaveAsync([Samples.Score()], [Samples.Path()], Cancel);
        await Prices.MergeAsync(Samples.Prices("SIM.DRGN", ("2025-06-02", 10)), Cancel);
        await Get<ITensionStore>().SaveIndexAsync([Day()], Cancel);
        await Get<IAnalogueStore>().SaveAsync(
            Samples.EventId,
            [
                new Analogue
                {
                    EventId = Samples.EventId,
                    AnalogueId = "20250501T000000Z-00000000",
                    AnalogueTimeUtc = Samples.Noon,
                    Rank = 1,
                },
            ],
            Cancel);
    }

    private static TensionDay Day() => new() { Scope = "pair", Value = "US-CN", Date = new DateOnly(2025, 6, 2) };
}

public class InMemoryChangeMarksTests : ChangeMarksSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableChangeMarksTests(AzuriteFixture azurite) : ChangeMarksSpecification
{
    private TableClient Marks => Get<StorageClients>().TableClient("changemarks");

    [Fact]
    public async Task A_mark_is_never_replaced_by_an_earlier_one()
    {
        TableChangeMarks marks = Get<StorageClients>().ChangeMarks;
        DateTimeOffset now = Clock.GetUtcNow();
        await marks.MarkAsync("articles", "20250602", now.AddHours(2), Cancel);

        // Another process, whose clock is behind, and one that was stopped for a while.
        await new TableChangeMarks(Get<StorageClients>(), Clock).MarkAsync("articles", "20250602", default, Cancel);

        (await Get<IChangeMarks>().ReadAsync("articles", now.AddHours(2), Cancel)).ShouldBe(["20250602"]);
    }

    [Fact]
    public async Task A_partition_is_marked_before_its_rows_are_written()
    {
        TableRows rows = Get<StorageClients>().Table("articles");
        await rows.TryAddAsync(new TableEntity("20250602", "a"), Cancel);
        await Marks.DeleteAsync(Cancel);

        // The mark of the hour is remembered, so only another partition needs the table that is missing now.
        (await rows.TryAddAsync(new TableEntity("20250602", "b"), Cancel)).ShouldBeTrue();
        await Should.ThrowAsync<Azure.RequestFailedException>(() => rows.TryAddAsync(new TableEntity("20250603", "c"), Cancel));

        (await rows.FindAsync("20250603", "c", select: null, Cancel)).ShouldBeNull();
        await Marks.CreateAsync(Cancel);
        (await rows.TryAddAsync(new TableEntity("20250603", "c"), Cancel)).ShouldBeTrue("a failed mark is written again");
        (await Get<IChangeMarks>().ReadAsync("articles", default, Cancel)).ShouldBe(["20250603"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_partitions_written_at_once_are_all_marked(bool isOneMarkedAlready)
    {
        DateTimeOffset later = Clock.GetUtcNow().AddHours(2);
        if (isOneMarkedAlready)
        {
            await Get<StorageClients>().ChangeMarks.MarkAsync("articles", "20250605", later, Cancel);
        }

        string[] days = [.. Enumerable.Range(1, 28).Select(day => $"202506{day:00}")];
        IEnumerable<TableTransactionAction> rows = days.Select(
            day => new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity(day, "a")));
        await Get<StorageClients>().Table("articles").WriteAsync(rows, Cancel);
        Clock.Advance(TimeSpan.FromHours(1));
        await Get<StorageClients>().Table("articles").WriteAsync(rows, Cancel);

        (await Get<IChangeMarks>().ReadAsync("articles", Clock.GetUtcNow(), Cancel)).ShouldBe(days);
        (await Get<IChangeMarks>().ReadAsync("articles", later, Cancel)).ShouldBe(isOneMarkedAlready ? ["20250605"] : []);
    }

    [Fact]
    public async Task The_schema_step_marks_every_partition_of_an_older_store()
    {
        await StoreSampleFactsAsync();
        await foreach (TableEntity mark in Marks.QueryAsync<TableEntity>(cancellationToken: Cancel))
        {
            await Marks.DeleteEntityAsync(mark, cancellationToken: Cancel);
        }

        Clock.Advance(TimeSpan.FromHours(1));
        await Get<StoreSchema>().SetVersionAsync(3, Cancel);
        await Get<StoreSchema>().UpgradeAsync(static _ => { }, Cancel);

        (await MarksAsync(Clock.GetUtcNow())).ShouldBe(MarkedBySampleFacts);
    }

    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
