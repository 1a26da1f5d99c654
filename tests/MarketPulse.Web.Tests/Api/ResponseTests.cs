using System.Net;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.Api;

public class ResponseTests
{
    private static readonly DateOnly First = new(2024, 1, 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Response_is_measured_from_the_stored_bars_events_and_days_0()
    {
        await using WebHost host = await WebHost.StartAsync();
        await StoreAsync(host, Enumerable.Range(0, 300), fallOnEvents: -0.01);

        JsonElement answer =
            JsonDocument.Parse(await host.Client.GetStringAsync("/api/response?symbol=FXI", Cancel)).RootElement;

        answer.GetProperty("symbol").GetString().ShouldBe("FXI");
        answer.GetProperty("returns").GetInt32().ShouldBe(299);
        JsonElement[] steps = [.. answer.GetProperty("value").EnumerateArray()];
        steps.Select(step => step.GetProperty("impulse").GetString()).Distinct().ShouldBe(["escalation"]);
        steps.Select(step => step.GetProperty("day").GetInt32()).ShouldBe(Enumerable.Range(0, 21));

        // A fall of 1% on events of 50 points is 2 basis points per point.
        steps[0].GetProperty("response_bps").GetDouble().ShouldBe(-2, 0.3);
        steps[0].GetProperty("response_hi_bps").GetDouble().ShouldBeLessThan(0);
        steps[0].GetProperty("impulse_days").GetInt32().ShouldBeGreaterThanOrEqualTo(LocalProjections.FewestDays);
    }

    [Fact]
    public async Task Unknown_instruments_and_those_without_bars_have_no_response()
    {
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<IDimensionStore>().SaveInstrumentsAsync([new Instrument { Symbol = "NEW" }], Cancel);

        foreach (string symbol in (string[])["NEW", "NONE"])
        {
            JsonElement answer =
                JsonDocument.Parse(await host.Client.GetStringAsync($"/api/response?symbol={symbol}", Cancel)).RootElement;
            answer.GetProperty("value").GetArrayLength().ShouldBe(0);
        }
    }

    [Fact]
    public async Task Symbol_is_required()
    {
        await using WebHost host = await WebHost.StartAsync();

        using HttpResponseMessage answer = await host.Client.GetAsync("/api/response", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("symbol is required");
    }

    /// <summary>One instrument with an event of 50 points on every tenth day, and small noise besides.</summary>
    private static async Task StoreAsync(WebHost host, IEnumerable<int> days, double fallOnEvents)
    {
        var random = new Random(4);
        double price = 100;
        var events = new List<TradeEvent>();
        var scores = new List<ImpactScore>();
        var bars = new List<PriceBar>();
        foreach (int day in days)
        {
            bool isEvent = day % 10 == 5;
            price *= 1 + (0.002 * (random.NextDouble() - 0.5)) + (isEvent ? fallOnEvents : 0);
            bars.Add(PriceBar.OfClose(First.AddDays(day), price));
            if (isEvent)
            {
                var time = new DateTimeOffset(First.AddDays(day), new TimeOnly(12, 0), TimeSpan.Zero);
                string id = $"{time:yyyyMMdd'T'HHmmss'Z'}-0000000a";
                events.Add(new TradeEvent
                {
                    EventId = id,
                    EventTimeUtc = time,
                    TimeResolution = TimeResolution.Exact,
                    Stance = Stance.Escalation,
                    Intensity = 50,
                    Status = EventStatus.Live,
                });
                scores.Add(new ImpactScore
                {
                    EventId = id,
                    EventTimeUtc = time,
                    Symbol = "FXI",
                    WindowKey = "p0_p0",
                    Day0 = First.AddDays(day),
                    Stance = Stance.Escalation,
                    Intensity = 50,
                });
            }
        }

        await host.Get<IDimensionStore>().SaveInstrumentsAsync([new Instrument { Symbol = "FXI" }], Cancel);
        await host.Get<IPriceStore>().MergeAsync(new PriceHistory { Symbol = "FXI", Bars = bars }, Cancel);
        await host.Get<IEventStore>().SaveAsync(events, Cancel);
        await host.Get<IScoreStore>().SaveAsync(scores, [], Cancel);
    }
}
