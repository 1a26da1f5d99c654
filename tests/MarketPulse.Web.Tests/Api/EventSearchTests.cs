using System.Net;
using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.Api;

/// <summary>The search over all events, and the events beside an event.</summary>
public class EventSearchTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", 12)]
    [InlineData("text=headline%204", 1)]
    [InlineData("text=HEADLINE%20rare%20us-cn", 12)]
    [InlineData("text=rare_earths", 12)]
    [InlineData("text=headline%20silk", 0)]
    [InlineData("stance=deescalation", 6)]
    [InlineData("from=2025-06-07&to=2025-06-18", 3)]
    public async Task Every_word_must_occur_and_every_condition_hold(string question, int count)
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite);

        string[] found = Ids(await ReadAsync(host, $"/api/event-search?{question}"));

        found.Length.ShouldBe(count);
        found.ShouldBe([.. found.OrderDescending(StringComparer.Ordinal)]);
    }

    [Fact]
    public async Task Pages_continue_where_the_last_one_ended_also_among_events_of_one_second()
    {
        await using WebHost host = await WebHost.StartAsync();
        TradeEvent[] stored =
        [
            .. Enumerable.Range(0, 7).Select(number => Data.Event(0) with { EventId = RowKeys.EventId(Data.First, $"{number:x8}") }),
            Data.Event(1),
        ];
        await host.Get<IEventStore>().SaveAsync(stored, Cancel);

        List<string> found = [];
        string? continuation = null;
        do
        {
            JsonElement page = await ReadAsync(
                host, $"/api/event-search?limit=3{(continuation is null ? "" : $"&continuation={continuation}")}");
            Ids(page).Length.ShouldBeInRange(1, 3);
            found.AddRange(Ids(page));
            continuation = page.GetProperty("continuation").GetString();
        }
        while (continuation is not null);

        found.ShouldBe(stored.Select(one => one.EventId).OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_request_looks_at_a_bounded_number_of_events_and_says_where_to_continue()
    {
        await using WebHost host = await WebHost.StartAsync();
        const int Stored = 6000;
        await host.Get<IEventStore>().SaveAsync(
            [
                .. Enumerable.Range(0, Stored).Select(number =>
                {
                    DateTimeOffset time = Data.First.AddHours(number);
                    return Data.Event(0) with
                    {
                        EventId = RowKeys.EventId(time, "00000000"),
                        EventTimeUtc = time,
                        Headline = number == 0 ? "needle" : "hay",
                    };
                }),
            ],
            Cancel);

        JsonElement first = await ReadAsync(host, "/api/event-search?text=needle");
        JsonElement second = await ReadAsync(
            host, $"/api/event-search?text=needle&continuation={first.GetProperty("continuation").GetString()}");

        Ids(first).ShouldBeEmpty();
        first.GetProperty("searched").GetInt32().ShouldBe(5000);
        Ids(second).Length.ShouldBe(1);
        second.GetProperty("searched").GetInt32().ShouldBe(Stored - 5000);
        second.GetProperty("continuation").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("limit=501")]
    [InlineData("continuation=yesterday")]
    [InlineData("stance=angry")]
    [InlineData("txt=tariff")]
    public async Task Wrong_parameters_are_refused(string question)
    {
        await using WebHost host = await WebHost.StartAsync();

        using HttpResponseMessage answer = await host.Client.GetAsync($"/api/event-search?{question}", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Superseded_events_are_neither_found_nor_beside_another()
    {
        await using WebHost host = await WebHost.StartAsync();
        TradeEvent superseded = Data.Event(1) with { Status = EventStatus.Superseded, SupersededBy = Data.EventId(0) };
        await host.Get<IEventStore>().SaveAsync([Data.Event(0), superseded, Data.Event(2)], Cancel);

        Ids(await ReadAsync(host, "/api/event-search")).ShouldBe([Data.EventId(2), Data.EventId(0)]);
        (await NeighboursAsync(host, Data.EventId(0))).ShouldBe((null, Data.EventId(2)));
    }

    [Fact]
    public async Task Neighbours_are_the_events_before_and_after_however_far_away()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 3);
        DateTimeOffset early = Data.First.AddYears(-9);
        TradeEvent first = Data.Event(0) with { EventId = RowKeys.EventId(early, "ffffffff"), EventTimeUtc = early };
        await host.Get<IEventStore>().SaveAsync([first], Cancel);

        (await NeighboursAsync(host, first.EventId)).ShouldBe((null, Data.EventId(0)));
        (await NeighboursAsync(host, Data.EventId(0))).ShouldBe((first.EventId, Data.EventId(1)));
        (await NeighboursAsync(host, Data.EventId(2))).ShouldBe((Data.EventId(1), null));
    }

    private static async Task<(string? Previous, string? Next)> NeighboursAsync(WebHost host, string id)
    {
        JsonElement answer = await ReadAsync(host, $"/api/events/{id}/neighbours");
        return (Id("previous"), Id("next"));

        string? Id(string name) => answer.GetProperty(name) is { ValueKind: JsonValueKind.Object } found
            ? found.GetProperty("eventid").GetString()
            : null;
    }

    private static string[] Ids(JsonElement answer) =>
        [.. answer.GetProperty("value").EnumerateArray().Select(row => row.GetProperty("eventid").GetString()!)];

    private static async Task<JsonElement> ReadAsync(WebHost host, string address)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(address, Cancel);
        string body = await answer.Content.ReadAsStringAsync(Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
