using System.Net;
using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using MarketPulse.Web.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Web.Tests.Health;

public class HealthChecksTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Now = new(2025, 6, 3, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Feeds_that_were_polled_are_healthy_each_with_its_last_success()
    {
        await using WebHost host = await StartAsync();
        await PollAsync(host, "news", "ustr", Now.AddMinutes(-10));
        await PollAsync(host, "news", "wto", Now.AddMinutes(-20));
        await PollAsync(host, "prices", "fred|SPY", Now.AddHours(-5));
        await BeatAsync(host, Now.AddMinutes(-5));

        (HttpStatusCode code, JsonElement answer) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.OK);
        answer.GetProperty("status").GetString().ShouldBe("healthy");
        JsonElement feeds = Check(answer, "feeds");
        feeds.GetProperty("detail").ValueKind.ShouldBe(JsonValueKind.Null);
        feeds.GetProperty("heartbeatutc").GetDateTime().ShouldBe(Now.AddMinutes(-5).UtcDateTime);
        feeds.GetProperty("feeds")
            .EnumerateArray()
            .Select(feed => (Text(feed, "kind"), Text(feed, "name"), Text(feed, "status"), Text(feed, "outcome")))
            .ShouldBe(
            [("news", "ustr", "healthy", "new"), ("news", "wto", "healthy", "new"), ("prices", "fred", "healthy", "new")]);
        feeds.GetProperty("feeds")[0].GetProperty("lastsuccessutc").GetDateTime().ShouldBe(Now.AddMinutes(-10).UtcDateTime);
    }

    [Fact]
    public async Task Nothing_polled_since_the_deployment_is_degraded_and_names_every_feed()
    {
        await using WebHost host = await StartAsync();

        (HttpStatusCode code, JsonElement answer) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.OK);
        answer.GetProperty("status").GetString().ShouldBe("degraded");
        Check(answer, "feeds").GetProperty("detail").GetString().ShouldBe(
            "The news feed 'ustr' has not been polled yet. The news feed 'wto' has not been polled yet. The prices feed 'fred' has not "
                + "been polled yet. "
            + "The heartbeat has not run yet.");
    }

    [Fact]
    public async Task One_feed_that_fails_degrades_and_tells_its_error()
    {
        await using WebHost host = await StartAsync();
        await PollAsync(host, "news", "wto", Now.AddMinutes(-20));
        await PollAsync(host, "prices", "fred|SPY", Now.AddHours(-5));
        await FailAsync(host, "news", "ustr", "The host ustr.gov answers 503.\nx-ms-header: 1");
        await BeatAsync(host, Now);

        (HttpStatusCode code, JsonElement answer) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.OK);
        answer.GetProperty("status").GetString().ShouldBe("degraded");
        JsonElement feed = Check(answer, "feeds").GetProperty("feeds")[0];
        Text(feed, "status").ShouldBe("unhealthy");
        Text(feed, "error").ShouldBe("The host ustr.gov answers 503.");
        feed.GetProperty("failures").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Feeds_of_one_kind_that_all_fail_are_unhealthy_though_the_other_kind_is_well()
    {
        await using WebHost host = await StartAsync();
        await PollAsync(host, "prices", "fred|SPY", Now.AddHours(-5));
        await PollAsync(host, "news", "ustr", Now.AddHours(-3));
        await FailAsync(host, "news", "wto", "No answer.");
        await BeatAsync(host, Now);

        (HttpStatusCode code, JsonElement answer) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.GetProperty("status").GetString().ShouldBe("unhealthy");
        Check(answer, "feeds").GetProperty("detail")
            .GetString()!.ShouldStartWith("No poll of the news feed 'ustr' has succeeded for 3.0 hours.");
    }

    [Fact]
    public async Task Feed_that_was_never_polled_fails_once_the_heartbeat_has_waited_for_it_long_enough()
    {
        await using WebHost host = await StartAsync();
        await PollAsync(host, "prices", "fred|SPY", Now.AddHours(-5));
        await BeatAsync(host, Now, firstLook: Now.AddHours(-2));

        (HttpStatusCode code, JsonElement answer) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Text(Check(answer, "feeds").GetProperty("feeds")[1], "status").ShouldBe("unhealthy");
    }

    [Fact]
    public async Task Timers_that_have_stopped_degrade_before_the_feeds_count_as_silent()
    {
        await using WebHost host = await StartAsync(services => services.AddSingleton(new HeartbeatOptions { NewsSilentMinutes = 1440 }));
        await PollAsync(host, "news", "ustr", Now.AddHours(-3));
        await PollAsync(host, "news", "wto", Now.AddHours(-3));
        await PollAsync(host, "prices", "fred|SPY", Now.AddHours(-3));
        await BeatAsync(host, Now.AddHours(-3));

        (_, JsonElement answer) = await AskAsync(host);

        answer.GetProperty("status").GetString().ShouldBe("degraded");
        Check(answer, "feeds").GetProperty("detail").GetString()
            .ShouldBe("The heartbeat has not run since 2025-06-03 09:00Z: the timers have stopped.");
    }

    [Fact]
    public async Task Price_feed_that_no_instrument_is_read_from_is_not_checked()
    {
        await using WebHost host = await StartAsync(services => services.AddSingleton<IPriceFeed>(new NamedPrices("ecb", "EURUSD")));

        (_, JsonElement answer) = await AskAsync(host);

        Check(answer, "feeds").GetProperty("feeds").EnumerateArray().Select(feed => Text(feed, "name")).ShouldBe(["ustr", "wto", "fred"]);
    }

    [Theory]
    [InlineData(14, "healthy")]
    [InlineData(16, "degraded")]
    public async Task Queue_tells_the_age_of_its_oldest_message_and_is_degraded_when_that_waits_too_long(int minutes, string status)
    {
        var head = new QueueHead(Now.AddMinutes(-minutes), 7);
        await using WebHost host = await WithProbeAsync(_ => Task.FromResult(new ProbeResult { Queue = head }));

        (HttpStatusCode code, JsonElement answer) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.OK);
        JsonElement queue = Check(answer, "queue-articles");
        Text(queue, "status").ShouldBe(status);
        queue.GetProperty("oldestseconds").GetDouble().ShouldBe(minutes * 60);
        queue.GetProperty("messages").GetInt64().ShouldBe(7);
    }

    [Fact]
    public async Task Queue_that_fails_is_unhealthy()
    {
        await using WebHost host = await WithProbeAsync(
            _ => Task.FromResult(new ProbeResult { Fault = "Storage responds with 403 (AuthorizationFailure)." }));

        (HttpStatusCode code, JsonElement answer) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Text(Check(answer, "queue-articles"), "detail").ShouldBe("Storage responds with 403 (AuthorizationFailure).");
    }

    [Fact]
    public async Task What_an_exception_says_stays_in_the_log()
    {
        await using WebHost host = await WithProbeAsync(_ => throw new InvalidOperationException("AccountKey=s3cret"));

        (HttpStatusCode code, JsonElement answer) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.GetRawText().ShouldNotContain("s3cret");
        Text(Check(answer, "queue-articles"), "detail").ShouldBe("The check failed; the log has the reason.");
    }

    [Fact]
    public async Task Check_ends_in_time_even_when_what_it_asks_does_not()
    {
        var never = new TaskCompletionSource<ProbeResult>();
        bool isCancelled = false;
        var check = new ProbeCheck(
            new SetProbe("queue-articles", token =>
            {
                token.Register(() => isCancelled = true);
                return never.Task;
            }),
            _clock)
        { Patience = TimeSpan.FromMilliseconds(1) };

        HealthCheckResult result = await check.CheckHealthAsync(new HealthCheckContext(), Cancel)
            .WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        result.Status.ShouldBe(HealthStatus.Unhealthy);
        result.Description.ShouldBe("No response within 0.001 seconds.");
        isCancelled.ShouldBeTrue();
    }

    [Fact]
    public async Task Checks_run_side_by_side()
    {
        var met = new TaskCompletionSource<ProbeResult>();
        int waiting = 0;
        Task<ProbeResult> Meet(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref waiting) == 2)
            {
                met.SetResult(ProbeResult.Works);
            }

            return met.Task;
        }

        await using WebHost host = await WebHost.StartAsync(services => services
            .AddSingleton<IHealthProbe>(new SetProbe("tables", Meet))
            .AddSingleton<IHealthProbe>(new SetProbe("blobs", Meet)));

        (HttpStatusCode code, _) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_two_probes_of_one_name_the_last_one_counts()
    {
        await using WebHost host = await WebHost.StartAsync(services => services
            .AddSingleton<IHealthProbe>(new SetProbe("queue-articles", _ => Task.FromResult(new ProbeResult { Fault = "Not in use." })))
            .AddSingleton<IHealthProbe>(new SetProbe("queue-articles", _ => Task.FromResult(ProbeResult.Works))));

        (HttpStatusCode code, _) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Storage_is_checked_table_blob_and_every_queue()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 0);
        await host.Get<IWorkQueue>().SendAsync(
            QueueNames.Scores, [new OutgoingMessage(new WorkMessage { Kind = MessageKinds.Score, Id = "a" }, "score:a")], Cancel);

        (HttpStatusCode code, JsonElement answer) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.OK, answer.GetRawText());
        answer.GetProperty("checks").EnumerateArray().Select(check => Text(check, "name")).ShouldBe(
            ["tables", "blobs", "queue-articles", "queue-scores", "queue-profiles", "queue-alerts", "feeds"], ignoreOrder: true);
        Check(answer, "queue-scores").GetProperty("messages").GetInt64().ShouldBe(1);
        Check(answer, "queue-scores").TryGetProperty("oldestseconds", out _).ShouldBeTrue();
        Check(answer, "queue-articles").GetProperty("messages").GetInt64().ShouldBe(0);
        Check(answer, "queue-articles").TryGetProperty("oldestseconds", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Storage_without_its_tables_containers_and_queues_is_unhealthy_and_says_so()
    {
        await using WebHost host = await WebHost.StartAsync(services => services.AddMarketPulseStorage(options =>
        {
            options.ConnectionString = azurite.ConnectionString;
            options.NamePrefix = azurite.NewPrefix();
        }));

        (HttpStatusCode code, JsonElement answer) = await AskAsync(host);

        code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Text(Check(answer, "tables"), "detail").ShouldBe("Storage responds with 404 (TableNotFound).");
        Text(Check(answer, "blobs"), "detail")!.ShouldStartWith("Storage responds with 404");
        Text(Check(answer, "queue-alerts"), "detail").ShouldBe("Storage responds with 404 (QueueNotFound).");
    }

    [Fact]
    public async Task Nobody_keeps_the_answer_and_an_unknown_parameter_is_refused()
    {
        await using WebHost host = await StartAsync();

        using HttpResponseMessage answer = await host.Client.GetAsync("/api/health", Cancel);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.ETag.ShouldBeNull();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using HttpResponseMessage refused = await host.Client.GetAsync("/api/health?verbose=1", Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using HttpResponseMessage alive = await host.Client.GetAsync("/health", Cancel);
        (await alive.Content.ReadAsStringAsync(Cancel)).ShouldBe("""{"status":"ok"}""");
    }

    private Task<WebHost> StartAsync(Action<IServiceCollection>? configure = null) => WebHost.StartAsync(services =>
    {
        services.AddSingleton<TimeProvider>(_clock);
        services.AddSingleton(new Watchlist([new Instrument { Symbol = "SPY" }]));
        services.AddSingleton<INewsFeed>(new NamedNews("ustr"));
        services.AddSingleton<INewsFeed>(new NamedNews("wto"));
        services.AddSingleton<IPriceFeed>(new NamedPrices("fred", "SPY"));
        configure?.Invoke(services);
    });

    private Task<WebHost> WithProbeAsync(Func<CancellationToken, Task<ProbeResult>> answer) => WebHost.StartAsync(services =>
    {
        services.AddSingleton<TimeProvider>(_clock);
        services.AddSingleton<IHealthProbe>(new SetProbe("queue-articles", answer));
    });

    private static Task PollAsync(WebHost host, string kind, string id, DateTimeOffset at) =>
        host.Get<ICursorStore>().SaveAsync(
            new FeedCursor { FeedKind = kind, FeedId = id }.AfterSuccess(PollOutcome.New, at, at.AddMinutes(15)), Cancel);

    private static Task FailAsync(WebHost host, string kind, string id, string error) =>
        host.Get<ICursorStore>().SaveAsync(
            new FeedCursor { FeedKind = kind, FeedId = id }.AfterFailure(PollOutcome.Unreachable, error, Now.AddMinutes(-1)), Cancel);

    private static async Task BeatAsync(WebHost host, DateTimeOffset at, DateTimeOffset? firstLook = null)
    {
        foreach (string feed in new[] { "news|ustr", "news|wto", "prices|fred" })
        {
            await host.Get<ICursorStore>().SaveAsync(
                new FeedCursor { FeedKind = "heartbeat", FeedId = feed, LastPollUtc = at, Position = (firstLook ?? at).ToString("O") },
                Cancel);
        }
    }

    private static async Task<(HttpStatusCode Code, JsonElement Answer)> AskAsync(WebHost host)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync("/api/health", Cancel);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement);
    }

    private static JsonElement Check(JsonElement answer, string name) =>
        answer.GetProperty("checks").EnumerateArray().Single(check => Text(check, "name") == name);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
