using Azure.Data.Tables;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class UpcomingStoreSpecification : StoresUnderTest
{
    private const string EventId = "20250602T120000Z-1f0c9a3e";

    private IUpcomingStore Store => Get<IUpcomingStore>();

    [Fact]
    public async Task Rows_are_read_by_their_dates_in_order()
    {
        await UpdateAsync("expiry 2025-08-31 stated", "effective 2025-06-02 computed", "deadline 2025-09-01 stated");

        (await DatesAsync(new(2025, 6, 1), new(2025, 12, 31))).ShouldBe([new(2025, 6, 2), new(2025, 8, 31), new(2025, 9, 1)]);
        (await DatesAsync(new(2025, 6, 3), new(2025, 8, 31))).ShouldBe([new(2025, 8, 31)]);
        (await DatesAsync(DateOnly.MinValue, DateOnly.MaxValue)).Length.ShouldBe(3);
        (await DatesAsync(new(2025, 9, 2), DateOnly.MaxValue)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_revision_replaces_the_rows_of_its_event_and_writes_no_row_that_stays()
    {
        await UpdateAsync("expiry 2025-08-31 stated", "effective 2025-06-10 stated");
        Clock.Advance(TimeSpan.FromHours(1));

        await UpdateAsync("expiry 2025-08-31 stated", "effective 2025-07-10 stated");

        UpcomingDate[] rows = await ReadAsync(DateOnly.MinValue, DateOnly.MaxValue);
        rows.Select(row => row.Date).ShouldBe([new(2025, 7, 10), new(2025, 8, 31)]);
        (rows[0].ModifiedUtc - rows[1].ModifiedUtc).ShouldBe(TimeSpan.FromHours(1));
        await UpdateAsync();
        (await ReadAsync(DateOnly.MinValue, DateOnly.MaxValue)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_keep_every_column()
    {
        await UpdateAsync("expiry 2025-08-31 computed");

        UpcomingDate row = (await Get<IRowReader>().ReadAsync<UpcomingDate>(new RowQuery(), Cancel).SingleAsync(Cancel)).Row;

        (row.EventId, row.What, row.Basis, row.Headline).ShouldBe((EventId, ScheduleKind.Expiry, ScheduledDate.Computed, "Truce"));
        row.Pairs.ShouldBe(["US-CN"]);
        row.Measures.ShouldBe(["tariff", "truce"]);
        (row.EventStatus, row.OvertakenBy, row.Overtaken).ShouldBe((EventStatus.Live, null, false));
    }

    private Task UpdateAsync(params string[] scheduled) => Get<UpdateUpcoming>().RunAsync(
        [
            new TradeEvent
            {
                EventId = EventId,
                EventTimeUtc = Samples.Noon,
                Headline = "Truce",
                Measures = ["tariff", "truce"],
                Pairs = ["US-CN"],
                Scheduled = scheduled,
            },
        ],
        Cancel);

    private async Task<DateOnly[]> DatesAsync(DateOnly first, DateOnly last) =>
        [.. (await ReadAsync(first, last)).Select(row => row.Date)];

    private async Task<UpcomingDate[]> ReadAsync(DateOnly first, DateOnly last) =>
        [.. await Store.ReadAsync(first, last, Cancel).ToListAsync(Cancel)];
}

public class InMemoryUpcomingStoreTests : UpcomingStoreSpecification
{
    protected override void Register(IServiceCollection services) =>
        services.AddMarketPulseInMemoryStorage().AddSingleton<UpdateUpcoming>();
}

public class TableUpcomingStoreTests(AzuriteFixture azurite) : UpcomingStoreSpecification
{
    private readonly string _prefix = azurite.NewPrefix();

    [Fact]
    public async Task The_status_depends_on_the_day_and_is_not_stored()
    {
        await Get<UpdateUpcoming>().RunAsync(
            [
                new TradeEvent
                {
                    EventId = "20250602T120000Z-00000000",
                    EventTimeUtc = Samples.Noon,
                    Scheduled = ["expiry 2025-08-31 stated"],
                },
            ],
            Cancel);

        TableEntity row = await new TableClient(azurite.ConnectionString, _prefix + "upcoming")
            .QueryAsync<TableEntity>(cancellationToken: Cancel).SingleAsync(Cancel);

        row.ContainsKey("status").ShouldBeFalse();
        row.GetBoolean("overtaken").ShouldBe(false);
        (row.PartitionKey, row.RowKey).ShouldBe(("202508", "20250831|20250602T120000Z-00000000|expiry"));
    }

    protected override void Register(IServiceCollection services) => services
        .AddMarketPulseStorage(options =>
        {
            options.ConnectionString = azurite.ConnectionString;
            options.NamePrefix = _prefix;
        })
        .AddSingleton<UpdateUpcoming>();
}
