using System.Net;
using System.Text.Json;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.Api;

public class AnaloguesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Analogues_of_an_event_come_with_what_followed_them()
    {
        await using WebHost host = await StartAsync(events: 16);

        JsonElement answer = await GetAsync(host, $"/api/events/{Data.EventId(15)}/analogues");

        answer.GetProperty("usable").GetInt32().ShouldBeGreaterThanOrEqualTo(5);
        JsonElement first = answer.GetProperty("analogues")[0];
        first.GetProperty("analogueid").GetString().ShouldBe(Data.EventId(9));
        first.GetProperty("distance").GetDouble().ShouldBe(0.006, 1e-12);
        first.GetProperty("distance_intensity").GetDouble().ShouldBe(0.006, 1e-12);
        JsonElement outcome = answer.GetProperty("outcomes")[0];
        outcome.GetProperty("symbol").GetString().ShouldBe("FXI");
        outcome.GetProperty("share_negative").GetDouble().ShouldBe(1);
        outcome.GetProperty("count").GetInt32().ShouldBe(answer.GetProperty("usable").GetInt32());
    }

    [Fact]
    public async Task Too_few_are_shown_without_a_distribution()
    {
        await using WebHost host = await StartAsync(events: 8);

        JsonElement answer = await GetAsync(host, $"/api/events/{Data.EventId(7)}/analogues");

        answer.GetProperty("analogues").GetArrayLength().ShouldBe(3);
        answer.GetProperty("outcomes")[0].GetProperty("car_median_pct").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task An_unknown_event_is_no_page()
    {
        await using WebHost host = await StartAsync(events: 1);

        (await host.Client.GetAsync("/api/events/20990101T000000Z-00000000/analogues", Cancel)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound);
    }

    private static async Task<WebHost> StartAsync(int events)
    {
        WebHost host = await WebHost.StartAsync();
        await host.Get<IEventStore>().SaveAsync([.. Enumerable.Range(0, events).Select(Data.Event)], Cancel);
        for (int number = 0; number < events; number++)
        {
            await host.Get<IScoreStore>()
                .SaveAsync([Data.Score(number) with { Status = ScoreStatus.Final, CarPct = -0.1 * (number + 1) }], [], Cancel);
        }

        return host;
    }

    private static async Task<JsonElement> GetAsync(WebHost host, string path) =>
        JsonDocument.Parse(await host.Client.GetStringAsync(path, Cancel)).RootElement;
}
