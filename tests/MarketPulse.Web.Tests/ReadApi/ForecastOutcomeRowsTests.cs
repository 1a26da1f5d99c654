using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.ReadApi;

/// <summary>The outcomes of locked forecasts as rows: of the tables in Azurite, and of the stores in memory.</summary>
public class ForecastOutcomeRowsTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // One store for all filters, because creating its tables takes longer than the requests.
    [Fact]
    public async Task Each_filter_narrows_the_outcomes_to_those_it_names()
    {
        (string Query, int Expected)[] filters =
        [
            ("", 8),
            ("?symbol=FXI", 4),
            ("?window=p0_p5&symbol=FXI", 2),
            ("?kind=tariff", 4),
            ("?kind=sanctions", 0),
            ("?from=2025-06-02T13:00:00Z", 4),
            ("?to=2025-06-02T13:00:00Z", 4),
            ("?from=2025-07-01", 0),
            ("?event=20250602T120000Z-00000000", 4),

            // The event that was scored; the forecast was for one whose first report came a day later, in another month.
            ("?event=20250531T120000Z-0000000a", 4),
            ("?event=00010101T000000Z-00000000", 0),
            ("?event=99991231T235959Z-00000000", 0),
            ("?event=nothing", 0),
            ("?modified_since=2000-01-01", 8),
            ("?modified_since=2999-01-01", 0),
        ];
        await using WebHost stored = await Data.OnAzuriteAsync(azurite, events: 0);
        await using WebHost inMemory = await WebHost.StartAsync();
        foreach (WebHost host in new[] { stored, inMemory })
        {
            await AddAsync(host);
            foreach ((string query, int expected) in filters)
            {
                (await RowsAsync(host, $"/api/forecast-outcomes{query}")).Length.ShouldBe(expected, query);
            }
        }
    }

    [Fact]
    public async Task Outcomes_come_in_every_format_page_by_page_and_as_an_odata_set()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 0);
        await AddAsync(host);
        string[] columns = [.. RowSchema.Of<ForecastOutcome>().Columns.Select(column => column.Name)];

        JsonElement[] rows = await RowsAsync(host, "/api/forecast-outcomes");
        string[] csv = (await host.Client.GetStringAsync("/api/forecast-outcomes?format=csv", Cancel))
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        byte[] parquet = await host.Client.GetByteArrayAsync("/api/forecast-outcomes?format=parquet", Cancel);
        using JsonDocument page = JsonDocument.Parse(await host.Client.GetStringAsync("/api/forecast-outcomes?limit=5", Cancel));
        JsonElement[] rest = await RowsAsync(
            host, $"/api/forecast-outcomes?limit=5&continuation={page.RootElement.GetProperty("continuation").GetString()}");
        JsonElement[] byOData = await RowsAsync(
            host, "/odata/forecastoutcomes?$filter=isinside eq false and datekey eq 20250602&$select=symbol,outcome_pct");

        rows[0].EnumerateObject().Select(property => property.Name).ShouldBe(columns);
        rows[0].GetProperty("datekey").GetInt32().ShouldBe(20250601);
        csv[0].ShouldBe(string.Join(',', columns));
        csv.Length.ShouldBe(rows.Length + 1);
        parquet[..4].ShouldBe("PAR1"u8.ToArray());
        rest.Length.ShouldBe(3);
        byOData.Select(row => row.GetProperty("symbol").GetString()).ShouldBe(["EEM", "EEM"]);
    }

    /// <summary>Two events, two instruments, two windows; of one event, an earlier report was found after the forecast.</summary>
    private static Task AddAsync(WebHost host)
    {
        DateTimeOffset noon = Data.First;
        return host.Get<IForecastStore>().AddOutcomesAsync(
        [
            .. from window in new[] { "p0_p0", "p0_p5" }
            from symbol in new[] { "FXI", "EEM" }
            from outcome in new[]
            {
                Outcome(1, "20250531T120000Z-0000000a", noon.AddDays(-1), "export_control"),
                Outcome(2, "20250602T120000Z-00000000", noon.AddHours(2), "tariff"),
            }
            select outcome with { Symbol = symbol, WindowKey = window, IsInside = symbol == "FXI" },
        ], Cancel);
    }

    private static ForecastOutcome Outcome(long sequence, string eventId, DateTimeOffset time, string kind) => new()
    {
        Sequence = sequence,
        EventId = eventId,
        EventTimeUtc = time,
        Symbol = "",
        WindowKey = "",
        Kind = kind,
        LockedUtc = time,
        Day0 = new DateOnly(2025, 6, 2),
        OutcomePct = 1,
    };

    private static async Task<JsonElement[]> RowsAsync(WebHost host, string address) =>
        [.. JsonDocument.Parse(await host.Client.GetStringAsync(address, Cancel)).RootElement.GetProperty("value").EnumerateArray()];
}
