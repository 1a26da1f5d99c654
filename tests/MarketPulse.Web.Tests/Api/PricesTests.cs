using System.Globalization;
using System.Net;
using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.Api;

/// <summary>Prices as the chart of the overview shows them.</summary>
public class PricesTests
{
    private static readonly DateOnly First = new(2025, 6, 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prices_are_in_the_direction_of_the_returns_and_missing_ones_are_left_out()
    {
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<IDimensionStore>().SaveInstrumentsAsync(
            [new Instrument { Symbol = "JPY", Quote = PriceQuote.Inverse }, new Instrument { Symbol = "WTI" }], Cancel);
        await StoreAsync(host, "JPY", 100, 125, -1, 160);
        await StoreAsync(host, "WTI", 20, -37.63, 10);

        (await ReadAsync(host, "symbol=JPY")).ShouldBe([(First, 0.01), (First.AddDays(1), 0.008), (First.AddDays(3), 0.00625)]);
        (await ReadAsync(host, "symbol=WTI")).ShouldBe([(First, 20), (First.AddDays(2), 10)]);
        (await ReadAsync(host, "symbol=JPY&from=2025-06-03&to=2025-06-04")).ShouldBe([(First.AddDays(1), 0.008)]);
        (await ReadAsync(host, "symbol=NONE")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Symbol_is_required()
    {
        await using WebHost host = await WebHost.StartAsync();

        using HttpResponseMessage answer = await host.Client.GetAsync("/api/prices", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("symbol is required");
    }

    private static async Task StoreAsync(WebHost host, string symbol, params double[] closes)
    {
        PriceBar[] bars = [.. closes.Select((close, day) => PriceBar.OfClose(First.AddDays(day), close))];
        await host.Get<IPriceStore>().MergeAsync(new PriceHistory { Symbol = symbol, Bars = bars }, Cancel);
    }

    private static async Task<(DateOnly Date, double Close)[]> ReadAsync(WebHost host, string question)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync($"/api/prices?{question}", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement value = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("value");
        return
        [
            .. value.EnumerateArray().Select(row => (
                DateOnly.Parse(row.GetProperty("date").GetString()!, CultureInfo.InvariantCulture), row.GetProperty("close").GetDouble())),
        ];
    }
}
