using System.Globalization;
using System.Net;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Web.Tests.Api;

public class TrackTests
{
    private static readonly DateTimeOffset Noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_record_comes_with_the_head_of_the_ledger()
    {
        await using WebHost host = await WebHost.StartAsync();
        LedgerHead head = await LockAndSettleAsync(host);

        JsonElement answer = await GetAsync(host, "/api/track");

        answer.GetProperty("head").GetString().ShouldBe(head.Hash);
        answer.GetProperty("forecasts").GetInt32().ShouldBe(1);
        answer.GetProperty("outcomes").GetInt32().ShouldBe(2);
        answer.GetProperty("startedutc").GetString().ShouldBe("2025-06-02T12:00:00Z");
        JsonElement all = answer.GetProperty("records")[0];
        all.GetProperty("coverage").GetDouble().ShouldBe(0.5);
        all.GetProperty("coverage_lo").ValueKind.ShouldBe(JsonValueKind.Null);
        all.GetProperty("pit_histogram").EnumerateArray().Select(bin => bin.GetInt32()).ShouldBe([0, 0, 0, 0, 0, 0, 0, 1, 0, 1]);
    }

    [Theory]
    [InlineData("symbol=fxi", 1)]
    [InlineData("symbol=SPY", 0)]
    [InlineData("from=2025-06-03", 0)]
    [InlineData("from=2025-06-02", 2)]
    public async Task A_symbol_and_a_first_day_can_be_chosen(string query, int outcomes)
    {
        await using WebHost host = await WebHost.StartAsync();
        await LockAndSettleAsync(host);

        (await GetAsync(host, $"/api/track?{query}")).GetProperty("outcomes").GetInt32().ShouldBe(outcomes);
    }

    [Fact]
    public async Task The_record_of_the_last_replay_stands_apart_and_only_beside_the_whole_record()
    {
        await using WebHost host = await WebHost.StartAsync();
        await LockAndSettleAsync(host);
        JsonElement before = await GetAsync(host, "/api/track");
        before.GetProperty("replayed").ValueKind.ShouldBe(JsonValueKind.Null);
        var replay = new HistoryReplay(
            [], new Dictionary<string, PriceHistory>(), [Data.Event(0), Data.Event(1)], [], new StudyOptions());
        await host.Get<ReplayedForecasts>().SaveAsync(
            replay,
            [new ForecastAccuracy { WindowKey = "p0_p5", Kind = "talks", Day0 = new DateOnly(2024, 3, 1), IsInside = true, Pit = 0.32 }],
            Cancel);

        JsonElement answer = await GetAsync(host, "/api/track");

        answer.GetProperty("records").GetRawText().ShouldBe(before.GetProperty("records").GetRawText());
        JsonElement replayed = answer.GetProperty("replayed");
        DateTimeOffset.Parse(replayed.GetProperty("replayedutc").GetString()!, CultureInfo.InvariantCulture)
            .ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        (replayed.GetProperty("from").GetString(), replayed.GetProperty("to").GetString(), replayed.GetProperty("events").GetInt32())
            .ShouldBe(("2025-06-02", "2025-06-07", 2));
        JsonElement[] records = [.. replayed.GetProperty("records").EnumerateArray()];
        records.Select(record => record.GetProperty("group").GetString()).ShouldBe(["all", "kind", "month"]);
        records[0].GetProperty("coverage").GetDouble().ShouldBe(1);
        records[0].EnumerateObject().Select(property => property.Name).ShouldBe(
            answer.GetProperty("records")[0].EnumerateObject().Select(property => property.Name));
        (await GetAsync(host, "/api/track?symbol=FXI")).GetProperty("replayed").ValueKind.ShouldBe(JsonValueKind.Null);
        (await GetAsync(host, "/api/track?from=2025-06-01")).GetProperty("replayed").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("", 4, 18)]
    [InlineData("?group=all", 1, 2)]
    [InlineData("?group=kind&window=p0_p5", 0, 1)]
    [InlineData("?window=p0_p0", 4, 9)]
    public async Task Windows_and_groups_can_be_chosen_of_both_records(string query, int locked, int replayed)
    {
        await using WebHost host = await WebHost.StartAsync();
        await Ledger.FillAsync(host);

        JsonElement answer = await GetAsync(host, $"/api/track{query}");

        answer.GetProperty("records").GetArrayLength().ShouldBe(locked);
        answer.GetProperty("replayed").GetProperty("records").GetArrayLength().ShouldBe(replayed);
    }

    [Fact]
    public async Task Without_forecasts_the_record_is_empty_and_what_cannot_be_asked_is_refused()
    {
        await using WebHost host = await WebHost.StartAsync();

        JsonElement answer = await GetAsync(host, "/api/track");

        answer.GetProperty("head").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.GetProperty("records").GetArrayLength().ShouldBe(0);
        (await host.Client.GetAsync("/api/track?from=soon", Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Client.GetAsync("/api/track?group=week", Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Client.GetAsync("/api/track?window=m1_p1", Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Client.GetAsync("/api/track?country=US", Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<LedgerHead> LockAndSettleAsync(WebHost host)
    {
        IForecastStore store = host.Get<IForecastStore>();
        ForecastSeries[] series = [Series("FXI"), Series("EEM")];
        TradeEvent found = Data.Event(0) with { EventTimeUtc = Noon, Stance = Stance.Escalation, Intensity = 50 };
        LedgerHead head = (await store.TryAppendAsync(Forecast.Of(found, Noon, series), Cancel)).ShouldNotBeNull();
        Forecast forecast = await store.ReadAsync(Cancel).SingleAsync(Cancel);
        await store.AddOutcomesAsync([Ledger.Outcome(forecast, series[0], 0.5), Ledger.Outcome(forecast, series[1], 3)], Cancel);
        return head;
    }

    private static ForecastSeries Series(string symbol) => new()
    {
        Symbol = symbol,
        WindowKey = "p0_p0",
        Day0 = new DateOnly(2025, 6, 2),
        CloseUtc = Noon.AddHours(8),
        PredictedPct = 0,
        HalfWidthPct = 1.5,
        AdaptiveMultiplier = 1,
    };

    private static async Task<JsonElement> GetAsync(WebHost host, string address) =>
        JsonDocument.Parse(await host.Client.GetStringAsync(address, Cancel)).RootElement;
}
