using System.Text.Json;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.ReadApi;

/// <summary>A period of the tension index is a range of keys, whatever it is asked for by.</summary>
public sealed class TensionRowsTests(AzuriteFixture azurite)
{
    private static readonly DateOnly First = new(2023, 12, 30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Days_are_found_by_scope_value_and_period()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 0);
        await host.Get<ITensionStore>().SaveIndexAsync(
            [
                .. from scope in new[] { ("all", "all"), ("pair", "US-CN"), ("pair", "US-EU"), ("topic", "autos") }
                   from day in Enumerable.Range(0, 370)
                   select new TensionDay { Scope = scope.Item1, Value = scope.Item2, Date = First.AddDays(day) },
            ],
            Cancel);

        (await DatesAsync("/api/tension-index")).Length.ShouldBe(4 * 370);
        (await DatesAsync("/api/tension-index?scope=all")).Length.ShouldBe(370);
        (await DatesAsync("/api/tension-index?scope=pair")).Length.ShouldBe(2 * 370);
        (await DatesAsync("/api/tension-index?scope=all&from=2025-01-01")).ShouldBe(["2025-01-01", "2025-01-02"]);
        (await DatesAsync("/api/tension-index?scope=all&to=2024-01-01")).ShouldBe(["2023-12-30", "2023-12-31"]);
        (await DatesAsync("/api/tension-index?scope=pair&value=US-EU&from=2023-12-31&to=2024-01-02")).ShouldBe(
            ["2023-12-31", "2024-01-01"]);
        (await DatesAsync("/api/tension-index?from=2024-12-31&to=2025-01-02")).Length.ShouldBe(4 * 2);
        (await DatesAsync("/api/tension-index?scope=pair&from=2025-01-02&modified_since=2000-01-01")).Length.ShouldBe(2);
        (await DatesAsync("/api/tension-index?scope=none&from=2024-01-01")).ShouldBeEmpty();
        (await DatesAsync("/odata/tensionindex?$filter=scope eq 'all' and date gt 2024-12-31")).ShouldBe(["2025-01-01", "2025-01-02"]);
        (await DatesAsync("/odata/tensionindex?$filter=scope eq 'all' and date le 2023-12-31")).ShouldBe(["2023-12-30", "2023-12-31"]);
        (await DatesAsync("/odata/tensionindex?$filter=date eq 2024-02-29")).Length.ShouldBe(4);

        async Task<string[]> DatesAsync(string address)
        {
            using JsonDocument answer = JsonDocument.Parse(await host.Client.GetStringAsync(address, Cancel));
            return [.. answer.RootElement.GetProperty("value").EnumerateArray().Select(row => row.GetProperty("date").GetString()!)];
        }
    }
}
