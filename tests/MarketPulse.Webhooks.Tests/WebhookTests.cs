using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Webhooks.Tests;

public sealed class WebhookTests : IAsyncLifetime
{
    private const string Path = "/services/verysecretpath";
    private const string Query = "?sig=verysecretsig";
    private const string Key = "verysecretkey-0123456789";

    private readonly FakeTimeProvider _clock = new(AlertSamples.Noon);
    private readonly ConcurrentQueue<string> _log = new();
    private FakeHost _host = null!;
    private Action _headersRead = static () => { };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await FakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_signature_is_what_a_receiver_computes_from_what_it_got()
    {
        byte[] body = [];
        string timestamp = "", signature = "", id = "";
        _host.On(Path, async context =>
        {
            using var copy = new MemoryStream();
            await context.Request.Body.CopyToAsync(copy);
            body = copy.ToArray();
            timestamp = context.Request.Headers["X-MarketPulse-Timestamp"].ToString();
            signature = context.Request.Headers["X-MarketPulse-Signature"].ToString();
            id = context.Request.Headers["X-MarketPulse-Alert"].ToString();
        });

        WebhookAnswer answer = await SendAsync();

        // The verification code of docs/alerts.md, which uses nothing but the request and the key.
        byte[] expected = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(timestamp + "." + Encoding.UTF8.GetString(body)));
        bool genuine = CryptographicOperations.FixedTimeEquals(Convert.FromHexString(signature["v1=".Length..]), expected);
        bool recent = Math.Abs(AlertSamples.Noon.ToUnixTimeSeconds() - long.Parse(timestamp, CultureInfo.InvariantCulture)) <= 300;

        answer.Result.ShouldBe(WebhookResult.Taken);
        genuine.ShouldBeTrue();
        recent.ShouldBeTrue();
        id.ShouldBe(AlertSamples.Content.Alert.AlertId);
        signature.ShouldNotBe(AlertSignature.Compute(Encoding.UTF8.GetBytes(Key + "x"), timestamp, body));
        signature.ShouldNotBe(AlertSignature.Compute(Encoding.UTF8.GetBytes(Key), timestamp, [.. body, (byte)' ']));
    }

    [Theory]
    [InlineData(200, WebhookResult.Taken)]
    [InlineData(202, WebhookResult.Taken)]
    [InlineData(204, WebhookResult.Taken)]
    [InlineData(302, WebhookResult.Refused)]
    [InlineData(400, WebhookResult.Refused)]
    [InlineData(404, WebhookResult.Refused)]
    [InlineData(410, WebhookResult.Refused)]
    [InlineData(408, WebhookResult.Unavailable)]
    [InlineData(429, WebhookResult.Unavailable)]
    [InlineData(500, WebhookResult.Unavailable)]
    [InlineData(503, WebhookResult.Unavailable)]
    public async Task The_status_decides_whether_a_retry_can_help(int status, WebhookResult result)
    {
        _host.On(Path, context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "https://elsewhere.example/";
            return Task.CompletedTask;
        });

        WebhookAnswer answer = await SendAsync();

        answer.Result.ShouldBe(result);
        answer.Status.ShouldBe(status);
        answer.Outcome.ShouldContain(status.ToString(CultureInfo.InvariantCulture));
        _host.Asked.Count.ShouldBe(1, "one attempt; the queue retries");
    }

    [Fact]
    public async Task A_receiver_that_never_responds_is_unavailable_after_the_timeout()
    {
        _host.On(Path, context =>
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        WebhookAnswer answer = await SendAsync(("Alerts:Timeout", "00:00:05"));

        answer.ShouldBe(new WebhookAnswer(WebhookResult.Unavailable, "The host 127.0.0.1 did not respond within 5 seconds."));
    }

    [Fact]
    public async Task A_receiver_that_sends_its_status_and_never_finishes_the_body_has_accepted_the_alert()
    {
        _host.On(Path, async context =>
        {
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        _headersRead = () => _clock.Advance(TimeSpan.FromSeconds(5));

        (await SendAsync(("Alerts:Timeout", "00:00:05"))).Result.ShouldBe(WebhookResult.Taken);
    }

    [Fact]
    public async Task An_unreachable_receiver_is_worth_a_retry()
    {
        await using var gone = await FakeHost.StartAsync();
        Uri address = gone.At(Path);
        await gone.DisposeAsync();

        WebhookAnswer answer = await SendAsync(("DESK_URL", address.ToString()));

        answer.Result.ShouldBe(WebhookResult.Unavailable);
        answer.Outcome.ShouldStartWith("The host 127.0.0.1 could not be reached");
    }

    [Theory]
    [InlineData("https://169.254.169.254/latest/meta-data", "not a public address")]
    [InlineData("https://10.0.0.5/hook", "not a public address")]
    [InlineData("https://[::1]/hook", "not a configured host")]
    [InlineData("https://localhost/hook", "not a configured host")]
    public async Task An_alert_is_never_sent_into_the_private_network(string address, string reason)
    {
        WebhookAnswer answer = await SendAsync(("DESK_URL", address), ("Alerts:AllowLoopback", "false"));

        answer.Result.ShouldBe(WebhookResult.Refused);
        answer.Outcome.ShouldContain(reason);
    }

    [Fact]
    public async Task The_response_is_quoted_and_neither_answer_nor_log_nor_span_contains_the_address_or_the_key()
    {
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name.StartsWith("System.Net", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue(span.DisplayName + string.Concat(span.TagObjects.Select(tag => tag.Value?.ToString()))),
        };
        ActivitySource.AddActivityListener(listener);
        _host.On(Path, $"no_service {Path}{Query} key={Key}", "text/plain", 404);

        WebhookAnswer answer = await SendAsync();

        answer.Excerpt.ShouldStartWith("no_service ***");
        string[] told = [answer.Outcome, answer.Excerpt, .. _log, .. spans];
        told.ShouldAllBe(text => !text.Contains("verysecret"));
    }

    private async Task<WebhookAnswer> SendAsync(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["DESK_URL"] = _host.At(Path) + Query,
            ["DESK_KEY"] = Key,
            ["Alerts:AllowLoopback"] = "true",
            ["Alerts:Webhooks:desk:UrlSetting"] = "DESK_URL",
            ["Alerts:Webhooks:desk:KeySetting"] = "DESK_KEY",
        };
        foreach ((string key, string value) in settings)
        {
            all[key] = value;
        }

        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Lines(_log)));
        services.AddSingleton<TimeProvider>(_clock);
        services.AddSingleton(new Watchlist([]));
        services.AddMarketPulseAlerts(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), feeds: []);
        services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new AfterHeaders(_headersRead)));
        await using ServiceProvider provider = services.BuildServiceProvider();
        return await provider.GetServices<IWebhook>().Single().SendAsync(AlertSamples.Content, Cancel);
    }

    private sealed class AfterHeaders(Action headersRead) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            headersRead();
            return response;
        }
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
