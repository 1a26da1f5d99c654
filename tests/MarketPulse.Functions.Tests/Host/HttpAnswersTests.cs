using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Testing.Functions;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>Responses of the built app over HTTP, through the host and the worker's port.</summary>
public sealed class HttpAnswersTests(ScoredApp scored) : IClassFixture<ScoredApp>
{
    private static readonly int Rows = HostedApp.Symbols.Length * EventWindow.Defaults.Count;

    private FunctionsHost Host => scored.App.Host;

    /// <summary>Requests that reach each HTTP function, good ones and bad ones.</summary>
    public static TheoryData<string, string, string, HttpStatusCode> Requests => new()
    {
        { "Api", "GET", "/api/events", HttpStatusCode.OK },
        { "Api", "GET", "/api/scores?form=2025-06-01", HttpStatusCode.BadRequest },
        { "Api", "GET", "/api/nothing", HttpStatusCode.NotFound },
        { "Mcp", "POST", "/api/mcp", HttpStatusCode.NotAcceptable },
        { "OData", "GET", "/odata/tradeevents", HttpStatusCode.OK },
        { "OData", "GET", "/odata/nothing", HttpStatusCode.NotFound },
        { "Page", "GET", "/", HttpStatusCode.OK },
        { "Page", "GET", "/health", HttpStatusCode.OK },
        { "Page", "GET", "/nothing", HttpStatusCode.NotFound },
        { "SubmitArticle", "POST", "/api/articles", HttpStatusCode.UnsupportedMediaType },
        { "SubmitEvent", "POST", "/api/events", HttpStatusCode.UnsupportedMediaType },
        { "CorrectEvent", "POST", "/api/corrections", HttpStatusCode.UnsupportedMediaType },
        { "RevokeCorrection", "POST", "/api/corrections/nothing/revoke", HttpStatusCode.UnsupportedMediaType },
        { "Forget", "POST", "/api/forget?feed=nobody", HttpStatusCode.OK },
        { "Forget", "POST", "/api/forget?article=ffffffffffffffff", HttpStatusCode.NotFound },
        { "Forget", "POST", "/api/forget", HttpStatusCode.BadRequest },
        { "Reclassify", "POST", "/api/reclassify?dryrun=true", HttpStatusCode.OK },
        { "Reclassify", "POST", "/api/reclassify?from=yesterday", HttpStatusCode.BadRequest },
        { "ReplayDeadLetters", "POST", "/api/replay/scores", HttpStatusCode.OK },
        { "ReplayDeadLetters", "POST", "/api/replay/nothing", HttpStatusCode.NotFound },
    };

    /// <summary>Requests that result in an error.</summary>
    public static TheoryData<string, string, string, HttpStatusCode> BadRequests => [.. Requests.Where(row => (int)row.Data.Item4 >= 400)];

    [Fact]
    public void The_requests_below_reach_every_HTTP_function() =>
        Requests.Select(row => row.Data.Item1).Distinct().ShouldBe(
            Host.Functions.Where(function => function.TriggerType == "httpTrigger").Select(function => function.Name), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Every_response_forbids_sniffing_framing_and_foreign_scripts(
        string function, string method, string path, HttpStatusCode status)
    {
        using HttpClient client = Host.CreateClient(Host.MasterKey);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));

        using HttpResponseMessage answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(status, function);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.GetValues("Cross-Origin-Opener-Policy").ShouldBe(["same-origin"]);
        answer.Headers.GetValues("Permissions-Policy").ShouldHaveSingleItem();
        string policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldStartWith("default-src 'none';");
        policy.ShouldContain("frame-ancestors 'none'");
    }

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Errors_are_problem_json_or_follow_OData_or_JSON_RPC(
        string function, string method, string path, HttpStatusCode status)
    {
        using HttpClient client = Host.CreateClient(Host.MasterKey);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));

        using HttpResponseMessage answer = await client.SendAsync(request);

        JsonElement body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (function is "OData" or "Mcp")
        {
            body.GetProperty("error").GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
            return;
        }

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        body.GetProperty("status").GetInt32().ShouldBe((int)status);
        body.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        body.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Responses_are_compressed_as_requested(string encoding)
    {
        byte[] plain = await scored.Client.GetByteArrayAsync(new Uri("/api/scores", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/scores", UriKind.Relative));
        request.Headers.AcceptEncoding.ParseAdd(encoding);

        using HttpResponseMessage answer = await scored.Client.SendAsync(request);

        answer.Content.Headers.ContentEncoding.ShouldBe([encoding]);
        await using Stream body = await answer.Content.ReadAsStreamAsync();
        await using Stream unpacked = encoding == "br"
            ? new BrotliStream(body, CompressionMode.Decompress)
            : new GZipStream(body, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await unpacked.CopyToAsync(bytes);
        bytes.ToArray().ShouldBe(plain);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/events")]
    [InlineData("/api/scores?format=csv")]
    public async Task Content_that_the_caller_already_has_is_not_sent_again(string path)
    {
        using HttpResponseMessage first = await scored.Client.GetAsync(new Uri(path, UriKind.Relative));
        EntityTagHeaderValue tag = first.Headers.ETag.ShouldNotBeNull();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.IfNoneMatch.Add(tag);

        using HttpResponseMessage again = await scored.Client.SendAsync(request);

        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        again.Headers.ETag.ShouldBe(tag);
        (await again.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_are_available_as_CSV_with_the_published_column_names()
    {
        using HttpResponseMessage answer = await scored.Client.GetAsync(new Uri("/api/scores?format=csv", UriKind.Relative));

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        string[] lines = (await answer.Content.ReadAsStringAsync()).TrimStart('\ufeff').Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].Trim().Split(',').ShouldBe(RowSchema.Of<ImpactScore>().Columns.Select(column => column.Name));
        lines.Length.ShouldBe(1 + Rows);
    }

    [Fact]
    public async Task BI_tools_find_the_tables_of_the_OData_service_under_the_address_they_called()
    {
        string metadata = await scored.Client.GetStringAsync(new Uri("/odata/$metadata", UriKind.Relative));
        JsonElement scores = await scored.Client.GetFromJsonAsync<JsonElement>(
            new Uri("/odata/impactscores?$select=symbol,windowkey&$filter=symbol eq 'FXI'", UriKind.Relative));

        metadata.ShouldContain("<EntitySet Name=\"impactscores\"");
        scores.GetProperty("@odata.context").GetString().ShouldStartWith("https://functions.example/odata/$metadata#impactscores");
        scores.GetProperty("value").GetArrayLength().ShouldBe(EventWindow.Defaults.Count);
    }

    [Fact]
    public async Task An_assistant_asks_the_app_with_the_key_of_readers()
    {
        await using McpClient client = await McpClient.CreateAsync(new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(scored.Client.BaseAddress!, "/api/mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
            },
            scored.Client));

        CallToolResult scores = await client.CallToolAsync("scores", new Dictionary<string, object?> { ["limit"] = Rows });
        CallToolResult wrong = await client.CallToolAsync("scores", new Dictionary<string, object?> { ["form"] = "2025-06-01" });

        scores.StructuredContent!.Value.GetProperty("answer").GetProperty("value").GetArrayLength().ShouldBe(Rows);
        wrong.IsError.ShouldBe(true);
    }

    [Theory]
    [InlineData("GET", "/api/events")]
    [InlineData("GET", "/odata/tradeevents")]
    [InlineData("POST", "/api/mcp")]
    [InlineData("POST", "/api/articles")]
    [InlineData("POST", "/api/events")]
    [InlineData("POST", "/api/corrections")]
    [InlineData("POST", "/api/replay/scores")]
    public async Task A_request_without_a_key_is_rejected_by_the_host_and_never_reaches_the_worker(string method, string path)
    {
        using HttpClient client = Host.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));

        using HttpResponseMessage answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.Contains("Content-Security-Policy").ShouldBeFalse("the worker adds one to every response");
    }

    [Fact]
    public async Task A_replay_requires_the_admin_key_and_links_may_contain_the_key_of_readers()
    {
        using HttpClient anonymous = Host.CreateClient();

        using HttpResponseMessage replay = await scored.Client.PostAsync(new Uri("/api/replay/scores", UriKind.Relative), content: null);
        using HttpResponseMessage link = await anonymous.GetAsync(new Uri($"/api/events?code={Host.FunctionKey}", UriKind.Relative));

        replay.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "a function key is not enough");
        link.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_request_causes_no_log_lines_of_the_web_framework()
    {
        await scored.Client.GetStringAsync(new Uri("/api/events", UriKind.Relative));
        await Host.AskStatusAsync();

        Host.Log.Lines.Where(line => line.Category.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal))
            .ShouldAllBe(line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task The_page_and_its_files_need_no_key()
    {
        using HttpClient client = Host.CreateClient();
        string page = await client.GetStringAsync(new Uri("/", UriKind.Relative));
        string script = page.Split('"').Single(part => part.StartsWith("./assets/main-", StringComparison.Ordinal));

        using HttpResponseMessage asset = await client.GetAsync(new Uri(script.TrimStart('.'), UriKind.Relative));

        asset.StatusCode.ShouldBe(HttpStatusCode.OK);
        asset.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
    }
}
