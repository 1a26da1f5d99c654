using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Web.Mcp;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Tests.Browser;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace MarketPulse.Web.Tests.Mcp;

/// <summary>The Model Context Protocol server over streamable HTTP, with the client of its SDK.</summary>
public sealed class McpOverHttpTests(AzuriteFixture azurite, HistoryOnAzurite history)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>One good call of every tool.</summary>
    public static TheoryData<string, string> Calls => new()
    {
        { "find_events", """{"text":"tariff","limit":3}""" },
        { "scores", """{"symbol":"CNY","window":"m1_p1","limit":5}""" },
        { "sensitivity", "{}" },
        { "scenario", """{"intensity":80,"pair":"US-CN"}""" },
        { "tension_index", """{"from":"2019-05-01","to":"2019-06-01"}""" },
        { "track_record", "{}" },
        { "study", """{"at":["2019-05-05T20:00:00Z","2019-08-01T17:26:00Z"],"symbols":["CNY"],"window":"m1_p1"}""" },
    };

    [Fact]
    public async Task Every_tool_only_reads_and_describes_each_argument()
    {
        await using WebHost host = await WebHost.StartAsync();
        await using McpClient client = await ConnectAsync(host);

        IList<McpClientTool> tools = await client.ListToolsAsync(cancellationToken: Cancel);

        tools.Select(tool => tool.Name).ShouldBe(
            ["find_events", "explain_event", "scores", "sensitivity", "scenario", "analogues", "tension_index", "track_record", "study"],
            ignoreOrder: true);
        foreach (Tool tool in tools.Select(tool => tool.ProtocolTool))
        {
            tool.Annotations!.ReadOnlyHint.ShouldBe(true, tool.Name);
            tool.InputSchema.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
            foreach (JsonProperty argument in tool.InputSchema.GetProperty("properties").EnumerateObject())
            {
                argument.Value.GetProperty("description").GetString().ShouldNotBeNullOrEmpty($"{tool.Name} {argument.Name}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Every_answer_carries_its_caveats_and_the_address_that_gives_the_same_data(string tool, string arguments)
    {
        WebHost host = await history.HostAsync();
        await using McpClient client = await ConnectAsync(host);

        JsonElement answer = await AnswerAsync(client, tool, arguments);

        answer.GetProperty("caveats").GetArrayLength().ShouldBeGreaterThan(0);
        answer.GetProperty("engineversion").GetString().ShouldNotBeNullOrEmpty();
        string source = answer.GetProperty("source").GetString()!;
        (await host.Client.GetAsync(new Uri(source, UriKind.Relative), Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK, source);
    }

    [Fact]
    public async Task Scores_are_those_of_the_API_each_with_a_sentence_of_interval_q_and_status()
    {
        WebHost host = await history.HostAsync();
        await using McpClient client = await ConnectAsync(host);

        JsonElement answer = await AnswerAsync(client, "scores", """{"symbol":"CNY","window":"m1_p1","status":"final","limit":5}""");

        JsonElement[] rows = [.. answer.GetProperty("answer").GetProperty("value").EnumerateArray()];
        JsonElement api = await host.Client.GetFromJsonAsync<JsonElement>(
            "/api/scores?symbol=CNY&window=m1_p1&status=final&limit=5", Cancel);
        rows.Length.ShouldBe(5);
        rows.Select(row => row.GetProperty("car_pct").GetDouble())
            .ShouldBe(api.GetProperty("value").EnumerateArray().Select(row => row.GetProperty("car_pct").GetDouble()));
        foreach (JsonElement row in rows)
        {
            string reading = row.GetProperty("reading").GetString()!;
            reading.ShouldContain("95% interval");
            double q = row.GetProperty("q_event").GetDouble();
            reading.ShouldContain(q < 0.001 ? "q below 0.001" : FormattableString.Invariant($"q {q:0.000}"));
            reading.ShouldContain("final");
            reading.ShouldContain(q < 0.05 ? "Distinguishable from noise" : "Not distinguishable");
        }

        answer.GetProperty("caveats").EnumerateArray().ShouldContain(caveat => caveat.GetString()!.StartsWith("Calibration"));
    }

    [Fact]
    public async Task The_track_record_says_in_each_sentence_whether_forecasts_were_locked_or_replayed()
    {
        await using WebHost host = await WebHost.StartAsync();
        await Ledger.FillAsync(host);
        await using McpClient client = await ConnectAsync(host);

        JsonElement whole = await AnswerAsync(client, "track_record", "{}");
        JsonElement kinds = await AnswerAsync(client, "track_record", """{"group":"kind","window":"p0_p0"}""");
        JsonElement none = await AnswerAsync(client, "track_record", """{"from":"2099-01-01"}""");

        JsonElement answer = whole.GetProperty("answer");
        JsonElement locked = answer.GetProperty("records").EnumerateArray().Single();
        locked.GetProperty("reading").GetString().ShouldBe(
            "Locked forecasts over p0_p0, all events: 20 on 10 days; 95.0% inside the 95% interval, 95% interval of that share 83.7% to "
            + "100.0%; inside the adaptive interval 95.0%; mean width 3.00%; mean CRPS 0.457% against 0.499% of all past events alike "
            + "(skill 8.3%).");
        answer.GetProperty("head").GetString()!.Length.ShouldBe(64);
        answer.GetProperty("replayed").GetProperty("records").EnumerateArray().Select(row => row.GetProperty("reading").GetString())
            .ShouldAllBe(reading => reading!.StartsWith("Replayed forecasts, not locked ones, over"));
        whole.GetProperty("caveats").EnumerateArray().ShouldContain(caveat => caveat.GetString()!.Contains("never add or average them"));
        kinds.GetProperty("answer").GetProperty("records").EnumerateArray().Single().GetProperty("value").GetString().ShouldBe("tariff");
        none.GetProperty("answer").GetProperty("records").GetArrayLength().ShouldBe(0);
        none.GetProperty("answer").GetProperty("replayed").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_long_track_record_is_cut_to_its_newest_months_and_says_how_many_were_left_out()
    {
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<ReplayedForecasts>().SaveAsync(
            new HistoryReplay([], new Dictionary<string, PriceHistory>(), [Data.Event(0)], [], new StudyOptions()),
            from month in Enumerable.Range(0, 60)
            from window in TrackRecord.Windows
            select new ForecastAccuracy { WindowKey = window, Kind = "talks", Day0 = new DateOnly(2020, 1, 15).AddMonths(month) },
            Cancel);
        await using McpClient client = await ConnectAsync(host);

        JsonElement answer = await AnswerAsync(client, "track_record", """{"group":"month"}""");

        JsonElement replayed = answer.GetProperty("answer").GetProperty("replayed");
        JsonElement[] records = [.. replayed.GetProperty("records").EnumerateArray()];
        replayed.GetProperty("omitted").GetInt32().ShouldBe(20);
        records.GroupBy(row => row.GetProperty("windowkey").GetString()).Select(some => some.Count()).ShouldBe([50, 50]);
        records.Min(row => row.GetProperty("value").GetString()).ShouldBe("2020-11");
        records[0].GetProperty("reading").GetString().ShouldBe(
            "Replayed forecasts, not locked ones, over p0_p0, month 2020-11: 1 on 1 day, none with a prediction.");
    }

    [Fact]
    public async Task Study_of_the_time_of_an_event_gives_the_stored_scores_of_that_event()
    {
        WebHost host = await history.HostAsync();
        await using McpClient client = await ConnectAsync(host);
        JsonElement stored = (await host.Client.GetFromJsonAsync<JsonElement>(
            "/api/scores?symbol=MXN&window=m1_p1&status=final&limit=1", Cancel)).GetProperty("value")[0];
        string time = stored.GetProperty("eventtimeutc").GetString()!;

        JsonElement answer = await AnswerAsync(
            client, "study", JsonSerializer.Serialize(new { at = new[] { time }, symbols = new[] { "MXN" }, window = "m1_p1" }));

        JsonElement studied = answer.GetProperty("answer").GetProperty("scores")[0].GetProperty("value")[0];
        foreach (string column in new[] { "day0", "car_pct", "car_lo_pct", "car_hi_pct", "adjusted_score", "status" })
        {
            studied.GetProperty(column).ToString().ShouldBe(stored.GetProperty(column).ToString(), column);
        }
    }

    [Fact]
    public async Task Text_of_feeds_is_marked_as_a_quotation_wherever_it_occurs()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);
        await using McpClient client = await ConnectAsync(host);
        string id = Data.EventId(0);

        JsonElement found = await AnswerAsync(client, "find_events", "{}");
        JsonElement explained = await AnswerAsync(client, "explain_event", $$"""{"event":"{{id}}"}""");

        Quote(found.GetProperty("answer").GetProperty("value")[0].GetProperty("headline")).ShouldBe("Headline 0");
        Quote(explained.GetProperty("answer").GetProperty("event").GetProperty("headline")).ShouldBe("Headline 0");
        explained.GetRawText().Replace("\"untrusted_quote\":\"Headline 0\"", "", StringComparison.Ordinal).ShouldNotContain("Headline 0");

        static string? Quote(JsonElement text) => text.GetProperty(QuotedText.Key).GetString();
    }

    [Theory]
    [InlineData("scores", """{"simbol":"FXI"}""", "'simbol' is not an argument of scores")]
    [InlineData("scores", """{"from":"yesterday"}""", "from must be a UTC time")]
    [InlineData("scores", """{"status":"good"}""", "status must be one of")]
    [InlineData("scores", """{"limit":201}""", "limit must be a whole number from 1 to 200")]
    [InlineData("scores", """{"limit":0}""", "limit must be a number from 1 to")]
    [InlineData("scores", """{"symbol":{"a":1}}""", "symbol must be a text or a number, not object")]
    [InlineData("scores", """{"symbol":"NOPE"}""", "there is no instrument NOPE; the instruments are FXI, ^VIX")]
    [InlineData("scores", """{"window":"m9_p9"}""", "there is no window m9_p9; the windows are")]
    [InlineData("scores", """{"event":"20250602"}""", "There is no live event with that id")]
    [InlineData("explain_event", "{}", "event is required")]
    [InlineData("explain_event", """{"event":"../feeds"}""", "There is no live event with that id")]
    [InlineData("scenario", """{"intensity":101}""", "intensity must be a number from -100 to 100")]
    [InlineData("scenario", """{"window":"m9_p9"}""", "window must be one of")]
    [InlineData("track_record", """{"group":"week"}""", "group must be one of all, kind, month")]
    [InlineData("track_record", """{"window":"m1_p1"}""", "window must be one of p0_p0, p0_p5")]
    [InlineData("track_record", """{"symbol":"NOPE"}""", "there is no instrument NOPE")]
    [InlineData("track_record", """{"from":"soon"}""", "from must be a UTC time")]
    [InlineData("study", """{"at":[]}""", "at is required")]
    [InlineData("study", """{"at":["2025-06-02"],"symbols":["NOPE"]}""", "there is no instrument NOPE")]
    public async Task A_wrong_argument_gives_one_sentence_that_names_it(string tool, string arguments, string sentence)
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);
        await using McpClient client = await ConnectAsync(host);

        CallToolResult result = await CallAsync(client, tool, arguments);

        result.IsError.ShouldBe(true);
        result.Content.OfType<TextContentBlock>().Single().Text.ShouldContain(sentence);
        result.StructuredContent.ShouldBeNull();
    }

    [Fact]
    public async Task Contract_and_methods_can_be_read_as_documents()
    {
        await using WebHost host = await WebHost.StartAsync();
        await using McpClient client = await ConnectAsync(host);

        IList<McpClientResource> documents = await client.ListResourcesAsync(cancellationToken: Cancel);
        ReadResourceResult contract = await client.ReadResourceAsync("marketpulse://contract", cancellationToken: Cancel);
        ReadResourceResult methods = await client.ReadResourceAsync("marketpulse://methods", cancellationToken: Cancel);

        documents.Select(document => document.Uri).ShouldBe(["marketpulse://contract", "marketpulse://methods"], ignoreOrder: true);
        JsonDocument.Parse(TextOf(contract)).RootElement.GetProperty("tables").GetArrayLength().ShouldBe(ResourceCatalog.All.Count);
        TextOf(methods).ShouldContain("adjusted score");

        static string TextOf(ReadResourceResult read) => read.Contents.OfType<TextResourceContents>().Single().Text;
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("write", HttpStatusCode.Unauthorized)]
    [InlineData("read", HttpStatusCode.OK)]
    public async Task Asking_needs_the_key_to_read_and_no_other(string? key, HttpStatusCode status)
    {
        await using WebHost host = await WebHost.StartAsync(services => services.AddMarketPulseWeb(web =>
        {
            web.Key = "read";
            web.WriteKey = "write";
        }));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/mcp")
        {
            Content = JsonContent.Create(new
            {
                jsonrpc = "2.0",
                id = 1,
                method = "initialize",
                @params = new { protocolVersion = "2025-06-18", capabilities = new { }, clientInfo = new { name = "t", version = "1" } },
            }),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(status);
        answer.Headers.Contains("Mcp-Session-Id").ShouldBeFalse();
    }

    [Fact]
    public async Task An_oversized_question_is_refused()
    {
        await using WebHost host = await WebHost.StartAsync();
        using var content = new StringContent(new string(' ', 100_000), System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/mcp") { Content = content };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");

        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private static Task<McpClient> ConnectAsync(WebHost host) => McpClient.CreateAsync(
        new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(host.Client.BaseAddress!, "/api/mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
            }),
        cancellationToken: Cancel);

    private static async Task<CallToolResult> CallAsync(McpClient client, string tool, string arguments) => await client.CallToolAsync(
        tool, JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!, cancellationToken: Cancel);

    private static async Task<JsonElement> AnswerAsync(McpClient client, string tool, string arguments)
    {
        CallToolResult result = await CallAsync(client, tool, arguments);
        result.IsError.ShouldNotBe(true, result.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text);
        return result.StructuredContent!.Value;
    }
}
