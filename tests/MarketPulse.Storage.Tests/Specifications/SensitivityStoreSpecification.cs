using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class SensitivityStoreSpecification : StoresUnderTest
{
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
        (await Store.SaveAsync([fxi, Profile("EEM"), Profile("BRK/B")], Cancel)).ShouldBe(3);
        DateTimeOffset first = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));

        (await Store.SaveAsync([fxi, Profile("EEM") with { Events = 9 }], Cancel)).ShouldBe(2, "one was changed and one deleted");

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
        await Store.SaveAsync(profiles, Cancel);

        (await Keys(new SensitivityQuery { WindowKey = "p0_p0", Horizon = "all" }))
            .ShouldBe(["all|all|EEM", "all|all|FXI", "measure|tariff|FXI"]);
        (await Keys(new SensitivityQuery { WindowKey = "p0_p0", Horizon = "all", Kind = "measure" }))
            .ShouldBe(["measure|tariff|FXI"]);
        (await Keys(new SensitivityQuery { Symbol = "EEM" })).ShouldBe(["all|all|EEM"]);
        (await Keys(new SensitivityQuery { Horizon = "12m" })).ShouldBe(["all|all|FXI"]);
    }

    [Fact]
    public async Task A_snapshot_replaces_only_that_of_its_month()
    {
        DateTimeOffset june = new(2025, 6, 2, 0, 0, 0, TimeSpan.Zero);
        await Store.SaveSnapshotAsync([Profile("FXI", june.AddMonths(-1)), Profile("GONE", june.AddMonths(-1))], Cancel);
        await Store.SaveSnapshotAsync([Profile("FXI", june), Profile("GONE", june)], Cancel);

        await Store.SaveSnapshotAsync([Profile("FXI", june.AddDays(20))], Cancel);

        (await Store.ReadSnapshotAsync(new DateOnly(2025, 5, 1), Cancel).CountAsync(Cancel)).ShouldBe(2);
        (await Store.ReadSnapshotAsync(new DateOnly(2025, 6, 1), Cancel).Select(profile => profile.AsOfUtc).ToListAsync(Cancel))
            .ShouldBe([june.AddDays(20)]);
        (await Store.QueryAsync(new SensitivityQuery(), Cancel).AnyAsync(Cancel)).ShouldBeFalse("queries do not read snapshots");
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
