using System.Net;
using System.Net.Http.Json;
using MarketPulse.Pipeline.Steps;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Web.Tests;

public class SecurityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/events")]
    [InlineData("/API/scores")]
    [InlineData("/odata")]
    [InlineData("/odata/$metadata")]
    [InlineData("/api/openapi.json")]
    [InlineData("/api/upcoming")]
    [InlineData("/api/upcoming.ics")]
    [InlineData("/api/health")]
    public async Task Data_need_the_key_where_the_host_does_not_check_one(string path)
    {
        await using WebHost host = await WebHost.StartAsync(Configured(options => options.Key = "s3cret"));

        (await GetAsync(host, path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await GetAsync(host, path, ("x-functions-key", "wrong"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await GetAsync(host, path, ("x-functions-key", "s3cret"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(host, $"{path}?code=s3cret")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_may_read_may_not_write_where_there_is_a_key_for_writing()
    {
        await using WebHost host = await WebHost.StartAsync(Submitting(options => (options.Key, options.WriteKey) = ("s3cret", "wr1te")));

        (await PostAsync(host, "s3cret")).ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(host, "")).ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(host, "wr1te")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_a_key_for_writing_this_machine_alone_may_write_with_the_key_for_reading()
    {
        await using WebHost host = await WebHost.StartAsync(Submitting(options => options.Key = "s3cret"));
        (await PostAsync(host, "s3cret")).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(host, "")).ShouldBe(HttpStatusCode.Unauthorized);

        RequestDelegate pipeline = WebPipeline.Build(host.Services);
        using IServiceScope scope = host.Services.CreateScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (context.Request.Method, context.Request.Path) = ("POST", "/api/articles");
        context.Request.Headers["x-functions-key"] = "s3cret";
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
        await pipeline(context);
        context.Response.StatusCode.ShouldBe(401);
    }

    [Theory]
    [InlineData("Forwarded", "for=192.0.2.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Forwarded-For", "192.0.2.7")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Real-IP", "192.0.2.7")]
    public async Task A_request_that_a_proxy_on_this_machine_forwarded_needs_the_key_for_writing(string header, string value)
    {
        await using WebHost reading = await WebHost.StartAsync(Submitting(options => options.Key = "s3cret"));
        await using WebHost writing = await WebHost.StartAsync(
            Submitting(options => (options.Key, options.WriteKey) = ("s3cret", "wr1te")));

        foreach (WebHost host in new[] { reading, writing })
        {
            host.Client.DefaultRequestHeaders.Add(header, value);
            (await PostAsync(host, "s3cret")).ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await PostAsync(writing, "wr1te")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_key_for_writing_without_one_for_reading_is_refused_at_start() =>
        (await Should.ThrowAsync<OptionsValidationException>(() => WebHost.StartAsync(Configured(options => options.WriteKey = "wr1te"))))
            .Message.ShouldContain("Web__Key");

    [Theory]
    [InlineData(ReadAccess.Key)]
    [InlineData(ReadAccess.Entra)]
    public async Task Page_and_health_need_nothing(ReadAccess access)
    {
        await using WebHost host = await WebHost.StartAsync(Configured(options => (options.ReadAccess, options.Key) = (access, "s3cret")));

        (await GetAsync(host, "/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(host, "/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(host, "/api/events")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Entra_lets_in_whom_the_platform_signed_in()
    {
        await using WebHost host = await WebHost.StartAsync(Configured(options => options.ReadAccess = ReadAccess.Entra));

        HttpResponseMessage refused = await GetAsync(host, "/api/events");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await GetAsync(host, "/api/events", ("X-MS-CLIENT-PRINCIPAL-ID", "someone"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("https://dashboards.example.com", true)]
    [InlineData("https://elsewhere.example.com", false)]
    public async Task Only_pages_of_listed_origins_may_read(string origin, bool allowed)
    {
        await using WebHost host = await WebHost.StartAsync(
            Configured(options => options.CorsOrigins.Add("https://dashboards.example.com")));

        HttpResponseMessage answer = await GetAsync(host, "/api/events", ("Origin", origin));

        answer.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? origins).ShouldBe(allowed);
        origins?.ShouldBe([origin]);
        answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
    }

    [Theory]
    [InlineData("*")]
    [InlineData("dashboards.example.com")]
    [InlineData("https://dashboards.example.com/")]
    public async Task What_is_not_an_origin_is_refused_at_start(string origin)
    {
        Action<IServiceCollection> configure = Configured(options => options.CorsOrigins.Add(origin));

        OptionsValidationException refused = await Should.ThrowAsync<OptionsValidationException>(() => WebHost.StartAsync(configure));

        refused.Message.ShouldContain(origin);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/api/health")]
    [InlineData("/api/events")]
    [InlineData("/api/nothing")]
    [InlineData("/odata")]
    public async Task Every_answer_is_sealed(string path)
    {
        await using WebHost host = await WebHost.StartAsync();

        HttpResponseMessage answer = await GetAsync(host, path);

        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
        answer.Headers.GetValues("Cross-Origin-Opener-Policy").ShouldBe(["same-origin"]);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Nothing_published_can_be_written(string method)
    {
        await using WebHost host = await WebHost.StartAsync();
        foreach (string path in new[] { "/api/scores", "/odata/impactscores", "/" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        }
    }

    private static Action<IServiceCollection> Configured(Action<WebOptions> configure) =>
        services => services.AddMarketPulseWeb(configure);

    private static Action<IServiceCollection> Submitting(Action<WebOptions> configure) =>
        services => services.AddMarketPulseWeb(configure).AddSingleton<SubmitArticle>();

    private static async Task<HttpStatusCode> PostAsync(WebHost host, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/articles")
        {
            Content = JsonContent.Create(new { body = "no title" }),
        };
        request.Headers.Add("x-functions-key", key);
        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> GetAsync(WebHost host, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await host.Client.SendAsync(request, Cancel);
    }
}
