using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Functions.Tests.Http;

/// <summary>Responses of the nested pipeline pass through the worker unchanged.</summary>
public sealed class WebFunctionsTests
{
    [Fact]
    public async Task Health_answers_without_data_and_with_the_security_headers()
    {
        await using WorkerServer server = await WorkerServer.StartAsync();

        HttpResponseMessage answer = await server.Client.GetAsync(new Uri("/health", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString().ShouldBe("ok");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.Contains("Content-Security-Policy").ShouldBeTrue();
    }

    [Fact]
    public async Task Events_are_answered_as_JSON_and_compressed_on_request()
    {
        await using WorkerServer server = await WorkerServer.StartAsync();
        await FoundEventAsync(server);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events?from=2025-06-01");
        request.Headers.AcceptEncoding.ParseAdd("gzip");

        HttpResponseMessage answer = await server.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        answer.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var plain = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using JsonDocument json = await JsonDocument.ParseAsync(plain);
        json.RootElement.GetProperty("value")[0].GetProperty("stance").GetString().ShouldBe("escalation");
    }

    [Fact]
    public async Task Rows_are_streamed_before_the_last_one_is_read()
    {
        var release = new TaskCompletionSource();
        await using WorkerServer server = await WorkerServer.StartAsync(configure: services =>
            services.AddSingleton<IRowReader>(new SlowRows(release.Task)));

        using HttpResponseMessage answer = await server.Client.GetAsync(
            new Uri("/api/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).WaitAsync(TimeSpan.FromSeconds(60));
        await using Stream body = await answer.Content.ReadAsStreamAsync();
        byte[] first = new byte[1024];
        (await body.ReadAsync(first).AsTask().WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeGreaterThan(0, "while the store still waits");
        release.SetResult();
        using var rest = new StreamReader(body);
        (await rest.ReadToEndAsync()).ShouldEndWith("]}");
    }

    [Fact]
    public async Task Errors_come_through_as_problem_json()
    {
        await using WorkerServer server = await WorkerServer.StartAsync(configure: services =>
            services.AddSingleton<IRowReader>(new SlowRows(Task.FromException(new TimeoutException("storage is down")), failFirst: true)));

        await ShouldBeProblemAsync(server, "/api/scores?form=2025-06-01", 400);
        await ShouldBeProblemAsync(server, "/api/nonsense", 404);
        await ShouldBeProblemAsync(server, "/api/events", 500);
    }

    [Fact]
    public async Task Errors_of_the_OData_service_come_through_in_its_own_format()
    {
        await using WorkerServer server = await WorkerServer.StartAsync();

        HttpResponseMessage answer = await server.Client.GetAsync(new Uri("/odata/nonsense", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("error").GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("//api/events")]
    [InlineData("/api%2Fevents")]
    [InlineData("/./api/../page/api/events")]
    public async Task Page_returns_no_data_for_alternative_spellings_of_a_path(string path)
    {
        await using WorkerServer server = await WorkerServer.StartAsync();
        await FoundEventAsync(server);

        HttpResponseMessage answer = await server.Client.GetAsync(new Uri("http://localhost" + path));

        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("escalation");
    }

    [Theory]
    [InlineData("/api/events")]
    [InlineData("/API/events")]
    [InlineData("/odata/tradeevents")]
    public async Task Page_itself_rejects_requests_that_need_a_key(string path)
    {
        await using WorkerServer server = await WorkerServer.StartAsync();
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext { RequestServices = server.Pipeline.Services };
        context.Request.Method = "GET";
        context.Request.Path = path;

        var page = new MarketPulse.Functions.Http.PageFunction(new MarketPulse.Functions.Http.WebRequests(server.Pipeline.Services));

        await page.RunAsync(context.Request);

        context.Response.StatusCode.ShouldBe(404);
        context.Response.ContentType.ShouldBe("application/problem+json");
    }

    private static async Task FoundEventAsync(WorkerServer server)
    {
        OutgoingMessage article = await server.Pipeline.StoreEventArticleAsync();
        await server.Pipeline.Get<DetectEvents>().RunAsync(article.Body, CancellationToken.None);
    }

    private static async Task ShouldBeProblemAsync(WorkerServer server, string path, int status)
    {
        HttpResponseMessage answer = await server.Client.GetAsync(new Uri(path, UriKind.Relative));
        ((int)answer.StatusCode).ShouldBe(status, path);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", path);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetInt32().ShouldBe(status);
    }

    /// <summary>More events at once than fit into a response that is sent whole, then one that waits or fails.</summary>
    private sealed class SlowRows(Task last, bool failFirst = false) : IRowReader
    {
        private const int Many = 1000;

        public async IAsyncEnumerable<StoredRow<T>> ReadAsync<T>(
            RowQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
            where T : TableRow
        {
            for (int i = 0; i < Many && !failFirst; i++)
            {
                yield return Event<T>(i);
            }

            await last;
            yield return Event<T>(Many);
        }

        private static StoredRow<T> Event<T>(int i)
            where T : TableRow => new(
            $"{i}",
            (T)(TableRow)new TradeEvent
            {
                EventId = $"20250602T120000Z-{i:x8}",
                EventTimeUtc = new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero),
                Headline = new string('x', 2000),
            });
    }
}
