using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Functions.Tests.Http;

public sealed class SubmissionTests : IAsyncLifetime
{
    private const string Article =
        """{"title":"US raises tariffs on China","body":"To 50%.","url":"https://example.org/"""
        + """a?utm_source=x","published":"2025-06-02T12:00Z","source":"Wire"}""";

    private const string Event = """
        {"title":"US raises tariffs on China","published":"2025-06-02","stance":"escalation","intensity":70,
         "measures":["tariff"],"actors":["US","CN"],"topics":["rare_earths"],"pairs":["US-CN"]}
        """;

    private WorkerServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await WorkerServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_article_is_accepted_with_its_id_stored_and_sent()
    {
        (HttpStatusCode status, JsonElement answer) = await PostAsync("/api/articles", Article);

        status.ShouldBe(HttpStatusCode.Accepted);
        string id = answer.GetProperty("id").GetString()!;
        Article stored = (await _server.Pipeline.Get<IArticleStore>().FindAsync(id, CancellationToken.None))!.Article;
        stored.Feed.ShouldBe("user");
        stored.Publisher.ShouldBe("Wire");
        stored.Url.ShouldBe("https://example.org/a");
        stored.Published.ShouldBe(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
        stored.FirstSeen.ShouldBe(_server.Pipeline.Clock.GetUtcNow());
        (await QueuedAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_article_twice_has_one_id_and_is_stored_once()
    {
        string first = (await PostAsync("/api/articles", Article)).Answer.GetProperty("id").GetString()!;
        string changed = Article.Replace("utm_source=x", "utm_source=y", StringComparison.Ordinal);
        string again = (await PostAsync("/api/articles", changed)).Answer.GetProperty("id").GetString()!;

        again.ShouldBe(first);
        (await QueuedAsync()).ShouldBe(1, "the second has the same message id");
    }

    [Fact]
    public async Task A_stated_event_becomes_an_event_with_what_was_stated()
    {
        (HttpStatusCode status, _) = await PostAsync("/api/events", Event);
        status.ShouldBe(HttpStatusCode.Accepted);

        await DetectOneAsync();

        TradeEvent found = (await _server.Pipeline.ReadEventsAsync()).ShouldHaveSingleItem();
        found.Stance.ShouldBe(Stance.Escalation);
        found.Intensity.ShouldBe(70);
        found.Measures.ShouldBe(["tariff"]);
        found.TimeResolution.ShouldBe(TimeResolution.Day);
    }

    [Fact]
    public async Task An_array_is_answered_with_its_ids_in_order()
    {
        string both = $"[{Article},{Article.Replace("/a?", "/b?", StringComparison.Ordinal)}]";
        (HttpStatusCode status, JsonElement answer) = await PostAsync("/api/articles", both);

        status.ShouldBe(HttpStatusCode.Accepted);
        answer.GetProperty("ids").GetArrayLength().ShouldBe(2);
        (await QueuedAsync()).ShouldBe(2);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("nonsense")]
    public async Task Another_content_type_is_415(string contentType) =>
        await ShouldBeProblemAsync(await SendAsync("/api/articles", Encoding.UTF8.GetBytes(Article), contentType), 415, field: null);

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"title\":")]
    [InlineData("[]")]
    [InlineData("{\"\\ud800\":1}")]
    public async Task A_body_that_is_no_json_is_400(string body) => await ShouldBeProblemAsync("/api/articles", body, 400, field: null);

    [Theory]
    [InlineData("""{"published":"2025-06-02"}""", "title")]
    [InlineData("""{"title":"x","published":"yesterday"}""", "published")]
    [InlineData("""{"title":"x","published":"2025-06-02T12:00"}""", "published")]
    [InlineData("""{"title":"x","published":"2035-06-02"}""", "published")]
    [InlineData("""{"title":"x","published":"1999-12-31T23:59Z"}""", "published")]
    [InlineData("""{"title":"x","published":"1970-01-01"}""", "published")]
    [InlineData("""{"title":"x","published":"1500-06-02T12:00Z"}""", "published")]
    [InlineData("""{"title":"x","published":"0001-01-01"}""", "published")]
    [InlineData("""[{"title":"x","published":"2025-06-02"},{"title":"y","published":"1600-12-31"}]""", "[1].published")]
    [InlineData("""{"title":"x"}""", "published")]
    [InlineData("""{"title":7,"published":"2025-06-02"}""", "title")]
    [InlineData("""{"title":"a\u0007b","published":"2025-06-02"}""", "title")]
    [InlineData("""{"title":"\ud800x","published":"2025-06-02"}""", "title")]
    [InlineData("""{"title":"x","published":"2025-06-02","url":"ftp://example.org"}""", "url")]
    [InlineData("""{"title":"x","published":"2025-06-02","titel":"y"}""", "titel")]
    [InlineData("""[{"title":"x","published":"2025-06-02"},{"published":"2025-06-02"}]""", "[1].title")]
    [InlineData("""[7]""", "[0]")]
    [InlineData("7", "body")]
    public async Task A_wrong_field_is_400_and_named_and_nothing_is_taken(string body, string field)
    {
        await ShouldBeProblemAsync("/api/articles", body, 400, field);
        (await QueuedAsync()).ShouldBe(0);
        (await _server.Pipeline.Get<IArticleStore>().FindAsync(ArticleIdentity.Create(null, "x", "", new(2025, 6, 2)), default))
            .ShouldBeNull();
    }

    [Theory]
    [InlineData("\"published\":\"2025-06-02\"", "\"published\":\"1700-06-02\"", "published")]
    [InlineData("\"stance\":\"escalation\"", "\"stance\":\"war\"", "stance")]
    [InlineData("\"stance\":\"escalation\",", "", "stance")]
    [InlineData("\"intensity\":70", "\"intensity\":170", "intensity")]
    [InlineData("[\"tariff\"]", "[]", "measures")]
    [InlineData("[\"tariff\"]", "[\"Tariff!\"]", "measures")]
    [InlineData("[\"US\",\"CN\"]", "\"US\"", "actors")]
    [InlineData("[\"US-CN\"]", "[\"USA\"]", "pairs")]
    public async Task A_wrong_field_of_an_event_is_400_and_named(string good, string wrong, string field) =>
        await ShouldBeProblemAsync("/api/events", Event.Replace(good, wrong, StringComparison.Ordinal), 400, field);

    [Fact]
    public async Task Too_large_is_413() =>
        await ShouldBeProblemAsync("/api/articles", $$"""{"title":"x","body":"{{new string('x', 6 * 1024 * 1024)}}"}""", 413, field: null);

    [Fact]
    public async Task Too_many_is_422()
    {
        await ShouldBeProblemAsync("/api/articles", $"[{string.Join(',', Enumerable.Repeat(Article, 101))}]", 422, field: null);
        (await QueuedAsync()).ShouldBe(0);
    }

    private async Task DetectOneAsync()
    {
        using var stop = new CancellationTokenSource();
        Task pump = _server.Pipeline.Get<IWorkReceiver>().RunAsync(
            "articles",
            async (delivery, token) =>
            {
                await _server.Pipeline.Get<DetectEvents>().RunAsync(WorkMessage.Parse(delivery.Body), token);
                await stop.CancelAsync();
            },
            stop.Token);
        await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task<long> QueuedAsync() => _server.Pipeline.Get<IWorkReceiver>().CountAsync("articles", CancellationToken.None);

    private async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, string body)
    {
        HttpResponseMessage answer = await SendAsync(path, Encoding.UTF8.GetBytes(body), "application/json");
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private async Task ShouldBeProblemAsync(string path, string body, int status, string? field) =>
        await ShouldBeProblemAsync(await SendAsync(path, Encoding.UTF8.GetBytes(body), "application/json"), status, field);

    private static async Task ShouldBeProblemAsync(HttpResponseMessage answer, int status, string? field)
    {
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonElement problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        if (field is not null)
        {
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([field]);
            problem.GetProperty("detail").GetString()!.ShouldContain(field);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string path, byte[] body, string contentType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await _server.Client.PostAsync(new Uri(path, UriKind.Relative), content);
    }
}
