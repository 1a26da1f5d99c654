using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class SensitivityStoreSpecification : StoresUnderTest
{
    private const string Partition = "p0_p0|all";

    private ISensitivityStore Store => Get<ISensitivityStore>();

    [Fact]
    public async Task Profiles_are_read_as_they_were_stored_and_only_differences_are_written()
    {
        SensitivityProfile fxi = Profile("FXI") with
        {
            BetaBps = -1d / 3,
            Reason = ["a", "b"],
            FirstDay0 = new DateOnly(2018, 1, 23),
            InfluentialEventId = Samples.EventId,
        };
        (await Store.SaveAsync(Partition, [fxi, Profile("EEM"), Profile("BRK/B")], Cancel)).ShouldBe(3);
        DateTimeOffset first = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));

        (await Store.SaveAsync(Partition, [fxi, Profile("EEM") with { Events = 9 }], Cancel)).ShouldBe(
            2, "one was changed and one deleted");

        List<SensitivityProfile> stored = await Store.QueryAsync(new SensitivityQuery(), Cancel).ToListAsync(Cancel);
        stored.Select(profile => (profile.Symbol, profile.Events, profile.ModifiedUtc))
            .ShouldBe([("EEM", 9, Clock.GetUtcNow()), ("FXI", 0, first)]);
        stored[1].ShouldHaveSameContentAs(fxi with { ModifiedUtc = first });
    }

    [Fact]
    public async Task Queries_filter_by_window_horizon_kind_and_symbol()
    {
        SensitivityProfile[] profiles =
        [
            Profile("FXI"),
            Profile("FXI") with { Horizon = "12m" },
            Profile("FXI") with { WindowKey = "m1_p1" },
            Profile("EEM"),
            Profile("FXI") with { Kind = "measure", Value = "tariff" },
        ];
        foreach (IGrouping<string, SensitivityProfile> partition in profiles.GroupBy(profile => profile.PartitionKey))
        {
            await Store.SaveAsync(partition.Key, [.. partition], Cancel);
        }

        (await Keys(new SensitivityQuery { WindowKey = "p0_p0", Horizon = "all" }))
            .ShouldBe(["all|all|EEM", "all|all|FXI", "measure|tariff|FXI"]);
        (await Keys(new SensitivityQuery { WindowKey = "p0_p0", Horizon = "all", Kind = "measure" }))
            .ShouldBe(["measure|tariff|FXI"]);
        (await Keys(new SensitivityQuery { Symbol = "EEM" })).ShouldBe(["all|all|EEM"]);
        (await Keys(new SensitivityQuery { Horizon = "12m" })).ShouldBe(["all|all|FXI"]);
    }

    [Fact]
    public async Task The_snapshot_of_a_month_follows_the_profiles_of_that_month_and_leaves_others_alone()
    {
        DateTimeOffset june = new(2025, 6, 2, 0, 0, 0, TimeSpan.Zero);
        await Store.SaveAsync(Partition,
        [
            Profile("EEM", june.AddMonths(-1)), Profile("FXI", june.AddMonths(-1)), Profile("GONE", june.AddMonths(-1)),
        ], Cancel);
        await Store.SaveAsync(Partition, [Profile("EEM", june.AddMonths(-1)), Profile("FXI", june), Profile("GONE", june)], Cancel);

        await Store.SaveAsync(Partition, [Profile("EEM", june.AddMonths(-1)), Profile("FXI", june.AddDays(20))], Cancel);

        (await SnapshotAsync(5)).ShouldBe([("EEM", 2), ("FXI", 2), ("GONE", 2)]);
        (await SnapshotAsync(6)).ShouldBe([("FXI", 22)], "EEM has no bars in June, and GONE was removed in June");
        (await Store.QueryAsync(new SensitivityQuery(), Cancel).CountAsync(Cancel)).ShouldBe(2, "queries do not read snapshots");

        async Task<List<(string, int)>> SnapshotAsync(int month) => await Store.ReadSnapshotAsync(new DateOnly(2025, month, 1), Cancel)
            .Select(profile => (profile.Symbol, profile.AsOfUtc!.Value.Day)).ToListAsync(Cancel);
    }

    [Fact]
    public async Task A_profile_removed_after_its_month_stays_in_the_snapshot_of_that_month()
    {
        DateTimeOffset june = new(2025, 6, 2, 0, 0, 0, TimeSpan.Zero);
        await Store.SaveAsync(Partition, [Profile("FXI", june), Profile("GONE", june.AddMonths(-1))], Cancel);

        await Store.SaveAsync(Partition, [Profile("FXI", june)], Cancel);

        (await Store.ReadSnapshotAsync(new DateOnly(2025, 5, 1), Cancel).Select(profile => profile.Symbol).ToListAsync(Cancel))
            .ShouldBe(["GONE"]);
    }

    private async Task<List<string>> Keys(SensitivityQuery query) =>
        await Store.QueryAsync(query, Cancel).Select(profile => profile.RowKey).ToListAsync(Cancel);

    private static SensitivityProfile Profile(string symbol, DateTimeOffset? asOf = null) => new()
    {
        Symbol = symbol,
        WindowKey = "p0_p0",
        Horizon = "all",
        Kind = "all",
        Value = "all",
        AsOfUtc = asOf ?? Samples.Noon,
    };
}

public class InMemorySensitivityStoreTests : SensitivityStoreSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableSensitivityStoreTests(AzuriteFixture azurite) : SensitivityStoreSpecification
{
    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
