using System.Net;
using System.Text.Json;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.Api;

public class ScenarioTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scenario_is_answered_with_intervals_and_the_share_that_contains_zero()
    {
        await using WebHost host = await StartAsync();

        JsonElement answer =
            JsonDocument.Parse(await host.Client.GetStringAsync("/api/scenario?intensity=80&pair=US-CN", Cancel)).RootElement;

        answer.GetProperty("instruments").GetInt32().ShouldBe(3);
        answer.GetProperty("predicted").GetInt32().ShouldBe(2);
        answer.GetProperty("zeroinside").GetInt32().ShouldBe(1);
        answer.GetProperty("share_zeroinside").GetDouble().ShouldBe(0.5);
        JsonElement[] effects = [.. answer.GetProperty("value").EnumerateArray()];
        effects.Select(effect => effect.GetProperty("symbol").GetString()).ShouldBe(["FXI", "EEM", "NEW"]);
        effects[0].GetProperty("kind").GetString().ShouldBe("pair");
        effects[0].GetProperty("predicted_pct").GetDouble().ShouldBe(-6.4, 1e-12);
        effects[0].GetProperty("predicted_hi_pct").GetDouble().ShouldBeInRange(-6.4, 0);
        effects[1].GetProperty("passedover").GetString().ShouldBe("pair:US-CN");
        effects[1].GetProperty("zeroinside").GetBoolean().ShouldBeTrue();
        effects[2].GetProperty("predicted_pct").ValueKind.ShouldBe(JsonValueKind.Null);
        effects[2].GetProperty("reason").GetString().ShouldBe("too_few_events");
    }

    [Theory]
    [InlineData("csv", "FXI,")]
    [InlineData("ndjson", "{\"symbol\":\"FXI\",")]
    public async Task Rows_come_in_the_formats_of_the_feeds(string format, string start)
    {
        await using WebHost host = await StartAsync();

        string text = await host.Client.GetStringAsync($"/api/scenario?intensity=80&pair=US-CN&format={format}", Cancel);

        text.Split('\n').First(line => line.Contains("FXI", StringComparison.Ordinal)).ShouldStartWith(start);
        text.Trim().Split('\n').Length.ShouldBe(format == "csv" ? 4 : 3);
    }

    [Theory]
    [InlineData("intensity=101", "intensity must be a number from -100 to 100")]
    [InlineData("window=m3_p3", "window must be one of p0_p0, m1_p1, p0_p5")]
    [InlineData("horizon=5y", "horizon must be one of all, 12m, halflife")]
    [InlineData("country=US", "country is not a parameter here")]
    public async Task What_cannot_be_asked_is_refused_with_the_way_out(string question, string advice)
    {
        await using WebHost host = await StartAsync();

        using HttpResponseMessage answer = await host.Client.GetAsync($"/api/scenario?{question}", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("detail").GetString()
            .ShouldStartWith(advice);
    }

    private static async Task<WebHost> StartAsync()
    {
        WebHost host = await WebHost.StartAsync();
        await host.Get<ISensitivityStore>().SaveAsync(
            "m1_p1|all",
            [
                Profile("FXI", "all", "all", -2),
                Profile("FXI", "pair", "US-CN", -8),
                Profile("EEM", "all", "all", -1),
                Profile("NEW", "all", "all", null) with { Status = SensitivityStatus.TooFewEvents },
            ],
            Cancel);
        return host;
    }

    private static SensitivityProfile Profile(string symbol, string kind, string value, double? beta) => new()
    {
        Symbol = symbol,
        WindowKey = "m1_p1",
        Horizon = "all",
        Kind = kind,
        Value = value,
        BetaBps = beta,
        BetaErrorBps = beta is null ? null : 0.5,
        Sessions = beta is null ? null : 800,
        WindowErrorPct = beta is null ? null : 2,
    };
}
