using Azure.Data.Tables;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class ForecastStoreSpecification : StoresUnderTest
{
    protected IForecastStore Store => Get<IForecastStore>();

    [Fact]
    public async Task Forecasts_form_one_chain_whose_head_is_stored_with_them()
    {
        (await Store.FindHeadAsync(Cancel)).ShouldBeNull();
        LedgerHead first = (await Store.TryAppendAsync(Forecasts(1), Cancel)).ShouldNotBeNull();
        LedgerHead second = (await Store.TryAppendAsync(Forecasts(2, rows: 3), Cancel)).ShouldNotBeNull();

        (first.Sequence, second.Sequence).ShouldBe((1, 4));
        LedgerHead stored = (await Store.FindHeadAsync(Cancel)).ShouldNotBeNull();
        (stored.Hash, stored.Sequence, stored.StartedUtc).ShouldBe((second.Hash, 4, Samples.Noon));
        LedgerCheck check = await CheckAsync(first.Hash);
        check.Problems.ShouldBeEmpty();
        (check.Forecasts, check.Head).ShouldBe((4, second.Hash));
        Forecast read = await Store.ReadAsync(Cancel).FirstAsync(Cancel);
        read.Read().ShouldHaveSingleItem().Unconditional.ShouldBe([-1, 0.5]);
        (read.EventTimeUtc, read.LockedUtc, read.Intensity, read.Kind).ShouldBe((Samples.Noon, Samples.Noon, 40, "tariff"));
    }

    [Fact]
    public async Task A_second_forecast_for_a_revision_is_not_added_and_one_for_the_next_is()
    {
        LedgerHead? head = await Store.TryAppendAsync(Forecasts(1), Cancel);

        (await Store.TryAppendAsync(Forecasts(1), Cancel)).ShouldBeNull();
        (await Store.FindHeadAsync(Cancel))!.Hash.ShouldBe(head!.Hash);
        (await Store.IsLockedAsync(EventId(1), 1, Cancel)).ShouldBeTrue();
        (await Store.IsLockedAsync(EventId(1), 2, Cancel)).ShouldBeFalse();
        (await Store.TryAppendAsync(Forecasts(1, revision: 2), Cancel)).ShouldNotBeNull();
        await Store.TryAppendAsync(Forecasts(2, rows: 2), Cancel);

        (await Store.ReadEventAsync(EventId(1), Cancel).Select(one => one.Revision).ToListAsync(Cancel)).ShouldBe([1, 2]);
        (await Store.ReadEventAsync(EventId(2), Cancel).Select(one => one.Sequence).ToListAsync(Cancel)).ShouldBe([3, 4]);
        (await Store.ReadEventAsync(EventId(3), Cancel).CountAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task Writers_at_the_same_time_leave_one_unbroken_chain_without_doubles()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 24),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancel },
            async (number, token) => await Store.TryAppendAsync(Forecasts(number / 3), token));

        LedgerCheck check = await CheckAsync(null);
        check.Problems.ShouldBeEmpty();
        check.Forecasts.ShouldBe(8);
    }

    [Fact]
    public async Task An_outcome_is_never_replaced_and_the_others_of_its_batch_are_added()
    {
        await Store.TryAppendAsync(Forecasts(1), Cancel);
        Forecast forecast = await Store.ReadAsync(Cancel).SingleAsync(Cancel);
        await Store.AddOutcomesAsync([Outcome(forecast, "p0_p0", -1)], Cancel);

        await Store.AddOutcomesAsync([Outcome(forecast, "p0_p0", 5), Outcome(forecast, "p0_p5", 2)], Cancel);

        List<ForecastOutcome> stored = await Store.ReadOutcomesAsync(DateTimeOffset.MinValue, Cancel).ToListAsync(Cancel);
        stored.Select(one => one.OutcomePct).ShouldBe([-1, 2]);
        (await Store.ReadOutcomesAsync(Samples.Noon.AddTicks(1), Cancel).CountAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_forecast_for_five_thousand_instruments_in_two_windows_is_locked_whole()
    {
        var random = new Random(1);
        ForecastSeries[] series =
        [
            .. Enumerable.Range(0, 10_000).Select(number => Series($"INSTRUMENT.{number}") with
            {
                PredictedPct = random.NextDouble(),
                Analogues = Quantiles(random),
                Unconditional = Quantiles(random),
            }),
        ];

        LedgerHead head = (await Store.TryAppendAsync(
            Forecast.Of(Samples.Event(EventId(1), Samples.Noon), Samples.Noon, series), Cancel)).ShouldNotBeNull();

        head.Sequence.ShouldBe(50);
        (await Store.ReadEventAsync(EventId(1), Cancel).SelectMany(row => row.Read()).CountAsync(Cancel)).ShouldBe(10_000);
        Forecast.Of(Samples.Event(EventId(2), Samples.Noon), Samples.Noon, [.. series, .. series]).Count.ShouldBe(Forecast.MostRows);
    }

    protected static string EventId(int number) => $"20250602T120000Z-{number:x8}";

    protected static IReadOnlyList<Forecast> Forecasts(int number, int revision = 1, int rows = 1) =>
    [
        .. Enumerable.Range(0, rows).SelectMany(row => Forecast.Of(
            Samples.Event(EventId(number), Samples.Noon) with
            {
                Revision = revision,
                Stance = Stance.Escalation,
                Intensity = 40,
                Measures = ["tariff"],
            },
            Samples.Noon,
            [Series(row == 0 ? "FXI" : $"S{row}")])),
    ];

    protected static ForecastOutcome Outcome(Forecast forecast, string window, double car) => ForecastOutcome.Of(
        forecast,
        Series("FXI") with { WindowKey = window },
        new ImpactScore
        {
            EventId = forecast.EventId,
            EventTimeUtc = forecast.EventTimeUtc,
            Symbol = "FXI",
            WindowKey = window,
            Status = ScoreStatus.Final,
            CarPct = car,
        });

    protected Task<LedgerCheck> CheckAsync(string? head) => new CheckLedger(Store).RunAsync(head, Cancel);

    private static double[] Quantiles(Random random) =>
        [.. Enumerable.Range(0, ForecastSeries.Quantiles).Select(_ => Math.Round(200 * (random.NextDouble() - 0.5), 6))];

    private static ForecastSeries Series(string symbol) => new()
    {
        Symbol = symbol,
        WindowKey = "p0_p0",
        Day0 = new DateOnly(2025, 6, 2),
        CloseUtc = Samples.Noon.AddHours(8),
        PredictedPct = -1,
        HalfWidthPct = 2,
        AdaptiveMultiplier = 1.25,
        Unconditional = [-1, 0.5],
    };
}

public class InMemoryForecastStoreTests : ForecastStoreSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableForecastStoreTests(AzuriteFixture azurite) : ForecastStoreSpecification
{
    private readonly string _prefix = azurite.NewPrefix();

    public static TheoryData<string, string> Forgeries => new()
    {
        { "intensity", "Forecast 2 (20250602T120000Z-00000002) was changed: its hash is not that of its content." },
        { "removed", "Forecast 2 is missing: 3 follows 1." },
        { "last removed", "The stored head is not the hash of the last forecast: forecasts at the end were removed or added." },
        { "outcome", "The outcome of FXI over p0_p0 does not agree with forecast 1." },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_row_of_the_tables_is_found(string what, string problem)
    {
        for (int number = 1; number <= 3; number++)
        {
            await Store.TryAppendAsync(Forecasts(number), Cancel);
        }

        await Store.AddOutcomesAsync([Outcome(await Store.ReadAsync(Cancel).FirstAsync(Cancel), "p0_p0", 0.5)], Cancel);
        (await CheckAsync(null)).Problems.ShouldBeEmpty();
        TableClient ledger = new(azurite.ConnectionString, _prefix + "forecasts");
        TableClient outcomes = new(azurite.ConnectionString, _prefix + "forecastoutcomes");

        switch (what)
        {
            case "intensity":
                await MergeAsync(ledger, new TableEntity("ledger", Forecast.KeyOf(2)) { ["intensity"] = 90.0 });
                break;
            case "removed":
                await ledger.DeleteEntityAsync("ledger", Forecast.KeyOf(2), cancellationToken: Cancel);
                break;
            case "last removed":
                await ledger.DeleteEntityAsync("ledger", Forecast.KeyOf(3), cancellationToken: Cancel);
                break;
            default:
                TableEntity row = await outcomes.QueryAsync<TableEntity>(cancellationToken: Cancel).SingleAsync(Cancel);
                await MergeAsync(outcomes, new TableEntity(row.PartitionKey, row.RowKey) { ["halfwidth_pct"] = 9.0 });
                break;
        }

        (await CheckAsync(null)).Problems.ShouldContain(problem);

        static Task MergeAsync(TableClient table, TableEntity row) =>
            table.UpsertEntityAsync(row, TableUpdateMode.Merge, Cancel);
    }

    [Fact]
    public async Task A_ledger_that_was_written_anew_lacks_the_published_head()
    {
        LedgerHead published = (await Store.TryAppendAsync(Forecasts(1), Cancel)).ShouldNotBeNull();
        TableClient ledger = new(azurite.ConnectionString, _prefix + "forecasts");
        await foreach (TableEntity row in ledger.QueryAsync<TableEntity>(cancellationToken: Cancel))
        {
            await ledger.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: Cancel);
        }

        await Store.TryAppendAsync(Forecasts(2), Cancel);

        (await CheckAsync(null)).Problems.ShouldBeEmpty();
        (await CheckAsync(published.Hash)).Problems.ShouldHaveSingleItem().ShouldContain("written anew");
    }

    protected override void Register(IServiceCollection services) => services.AddMarketPulseStorage(options =>
    {
        options.ConnectionString = azurite.ConnectionString;
        options.NamePrefix = _prefix;
    });
}
