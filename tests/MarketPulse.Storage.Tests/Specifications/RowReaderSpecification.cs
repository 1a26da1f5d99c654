using Azure.Data.Tables;
using MarketPulse.Core.Analogues;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class RowReaderSpecification : StoresUnderTest
{
    /// <summary>Months of the sample events, each of which has scores of two instruments.</summary>
    private const int Months = 4;

    protected IRowReader Reader => Get<IRowReader>();

    [Fact]
    public async Task Rows_written_since_a_time_are_found_in_the_order_of_their_keys_and_page_by_page()
    {
        await StoreAsync();
        Clock.Advance(TimeSpan.FromHours(2));
        DateTimeOffset since = Clock.GetUtcNow();
        await Scores.SaveAsync([Score(2, "A/B", revision: 2), Score(0, "FXI", revision: 2)], [Path(2, "A/B", 2)], Cancel);
        await Events.SaveAsync([Event(3) with { Headline = "changed" }], Cancel);
        await Get<ITensionStore>().SaveIndexAsync([Day("pair", 0) with { Gross = 7 }], Cancel);

        (await KeysAsync<ImpactScore>(since)).ShouldBe([$"{Id(0)}|FXI|m1_p1", $"{Id(2)}|A/B|m1_p1"]);
        (await KeysAsync<AbnormalReturn>(since)).ShouldBe([Path(2, "A/B", 2).RowKey]);
        (await KeysAsync<TradeEvent>(since)).ShouldBe([Id(3)]);
        (await KeysAsync<TensionDay>(since)).ShouldBe(["20250202"]);
        (await KeysAsync<Analogue>(since)).ShouldBeEmpty();
        (await KeysAsync<ImpactScore>(DateTimeOffset.MinValue)).ShouldBe(
            [.. Enumerable.Range(0, Months).SelectMany(month => new[] { $"{Id(month)}|A/B|m1_p1", $"{Id(month)}|FXI|m1_p1" })]);
        (await KeysAsync<Analogue>(DateTimeOffset.MinValue)).Count.ShouldBe(Months);
    }

    [Fact]
    public async Task A_range_of_keys_limits_what_was_written_since_a_time()
    {
        await StoreAsync();
        RowQuery february = new() { FirstPartition = "202502", LastPartition = "202503", FirstRow = Id(0), EndRow = Id(1) + "}" };

        (await KeysAsync<ImpactScore>(DateTimeOffset.MinValue, february)).Count.ShouldBe(4);
        (await KeysAsync<ImpactScore>(Clock.GetUtcNow().AddDays(1), february)).ShouldBeEmpty();
        (await KeysAsync<Analogue>(DateTimeOffset.MinValue, new RowQuery { FirstPartition = Id(1) })).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_instruments_scores_written_since_a_time_are_found()
    {
        await StoreAsync();
        Clock.Advance(TimeSpan.FromHours(2));
        DateTimeOffset since = Clock.GetUtcNow();
        await Scores.SaveAsync([Score(1, "FXI", revision: 2)], [], Cancel);
        RowQuery ofInstrument = new()
        {
            Table = "instrumentscores",
            FirstPartition = "FXI",
            FirstRow = RowKeys.Reverse(DateTimeOffset.MaxValue),
            EndRow = RowKeys.Reverse(DateTimeOffset.MinValue) + "}",
            Conditions = [new ColumnCondition(Column<ImpactScore>("symbol"), Comparison.Equal, "FXI")],
        };

        (await KeysAsync<ImpactScore>(since, ofInstrument)).ShouldBe([$"{Id(1)}|FXI|m1_p1"]);
    }

    protected static string Id(int month) => $"{RowKeys.Stamp(Time(month))}Z-0000000{month}";

    protected static RowColumn Column<T>(string name)
        where T : TableRow => RowSchema.Of<T>().Columns.First(column => column.Name == name);

    /// <summary>Keys of the rows written since a time, read two at a time.</summary>
    protected async Task<IReadOnlyList<string>> KeysAsync<T>(DateTimeOffset since, RowQuery? query = null)
        where T : TableRow
    {
        query ??= new RowQuery();
        var condition = new ColumnCondition(Column<T>("modifiedutc"), Comparison.AtLeast, since);
        query = query with { Conditions = [.. query.Conditions, condition] };
        var keys = new List<string>();
        while (true)
        {
            List<StoredRow<T>> page = await Reader.ReadAsync<T>(query, Cancel).Take(2).ToListAsync(Cancel);
            keys.AddRange(page.Select(stored => stored.Row.RowKey));
            if (page.Count < 2)
            {
                return keys;
            }

            query = query with { After = page[^1].Position };
        }
    }

    protected async Task StoreAsync()
    {
        for (int month = 0; month < Months; month++)
        {
            await Events.SaveAsync([Event(month)], Cancel);
            await Scores.SaveAsync([Score(month, "A/B"), Score(month, "FXI")], [Path(month, "A/B", 1)], Cancel);
            await Get<IAnalogueStore>().SaveAsync(
                Id(month),
                [new Analogue { EventId = Id(month), AnalogueId = Id(0), AnalogueTimeUtc = Time(0), Rank = 1 }],
                Cancel);
        }

        await Get<ITensionStore>().SaveIndexAsync([Day("pair", 0), Day("topic", 1)], Cancel);
    }

    private static DateTimeOffset Time(int month) => new(2025, 2 + month, 2, 12, 0, 0, TimeSpan.Zero);

    private static TradeEvent Event(int month) => Samples.Event(Id(month), Time(month));

    private static ImpactScore Score(int month, string symbol, int revision = 1) =>
        Samples.Score(symbol, revision: revision, eventId: Id(month)) with { EventTimeUtc = Time(month) };

    private static AbnormalReturn Path(int month, string symbol, int revision) =>
        Samples.Path(symbol, revision: revision, eventId: Id(month)) with { EventTimeUtc = Time(month) };

    private static TensionDay Day(string scope, int month) =>
        new() { Scope = scope, Value = "US-CN", Date = DateOnly.FromDateTime(Time(month).UtcDateTime) };
}

public class InMemoryRowReaderTests : RowReaderSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableRowReaderTests(AzuriteFixture azurite) : RowReaderSpecification
{
    [Fact]
    public async Task Partitions_that_have_not_changed_are_not_read()
    {
        await StoreAsync();
        Clock.Advance(TimeSpan.FromHours(2));
        DateTimeOffset since = Clock.GetUtcNow();
        await Events.SaveAsync([Samples.Event(Id(1), Samples.Noon.AddDays(1))], Cancel);

        // Written past the stores, so its partition is not marked, and only a reader of that partition would find it.
        await Get<StorageClients>().TableClient("tradeevents").AddEntityAsync(
            new TableEntity("202501", "20250101T000000Z-00000009")
            {
                ["eventid"] = "20250101T000000Z-00000009",
                ["status"] = "live",
                ["modifiedutc"] = since,
            },
            Cancel);

        (await KeysAsync<TradeEvent>(since)).ShouldBe([Id(1)]);
    }

    [Fact]
    public async Task Only_the_columns_asked_for_are_read()
    {
        await StoreAsync();
        RowQuery query = new() { Columns = [Column<TradeEvent>("eventid"), Column<TradeEvent>("intensity")] };

        TradeEvent found = await Reader.ReadAsync<TradeEvent>(query, Cancel).Select(stored => stored.Row).FirstAsync(Cancel);

        (found.EventId, found.Intensity, found.Headline).ShouldBe((Id(0), 62.5, ""));
    }

    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
