using System.Collections;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Local.Commands;
using MarketPulse.Local.Serving;
using MarketPulse.Local.Tests.Commands;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Trace;

namespace MarketPulse.Local.Tests.Serving;

public sealed class LocalServerTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task One_trace_leads_from_the_article_over_both_queues_to_its_scores()
    {
        var spans = new SpanRecorder();
        await using LocalServer server = await StartAsync(
            services => services.AddOpenTelemetry().WithTracing(tracing => tracing.AddProcessor(spans)));
        using var client = new HttpClient { BaseAddress = server.Address };

        HttpResponseMessage posted = await client.PostAsJsonAsync(new Uri("/api/events", UriKind.Relative), new
        {
            title = "Country raises tariffs",
            published = "2025-06-02T11:00Z",
            stance = "escalation",
            measures = new[] { "tariff" },
            actors = new[] { "US", "CN" },
        });
        posted.EnsureSuccessStatusCode();
        using var patience = new CancellationTokenSource(Patience);
        TradeEvent found = await server.ScoredEventAsync(spans, patience.Token);

        Activity[] trace = spans.Trace(found.TraceId);
        Activity article = trace.Single(span => span.OperationName == "read_article");
        article.ParentSpanId.ShouldBe(default(ActivitySpanId));
        Activity process = Child(trace, article, "process articles");
        Activity detect = Child(trace, process, "detect_events");
        Child(trace, detect, "send scores").Kind.ShouldBe(ActivityKind.Client);
        Activity score = Child(trace, detect, "process scores");
        score.Kind.ShouldBe(ActivityKind.Consumer);
        score.GetTagItem("messaging.system").ShouldBe("azure_storage_queues");
        Child(trace, score, "score_event");
    }

    [Fact]
    public async Task Page_and_API_answer_on_loopback_to_its_own_names_only()
    {
        await using LocalServer server = await StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };

        server.Address.Host.ShouldBe("127.0.0.1");
        (await client.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync(new Uri("/", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        rebound.Headers.Host = "attacker.example";
        (await client.SendAsync(rebound)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Health_of_storage_and_queues_is_told_to_those_who_may_read()
    {
        await using LocalServer server = await StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };

        HttpResponseMessage answer = await client.GetAsync(new Uri("/api/health", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement checks = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("checks");
        checks.EnumerateArray().Select(check => (check.GetProperty("name").GetString()!, check.GetProperty("status").GetString()!))
            .ShouldBe(
            new[] { "tables", "blobs", "queue-articles", "queue-scores", "queue-profiles", "queue-alerts", "feeds" }
                .Select(name => (name, "healthy")),
            ignoreOrder: true);
    }

    [Fact]
    public async Task The_watchlist_is_stored_for_dashboards()
    {
        await using LocalServer server = await StartAsync();

        List<Instrument> stored = await server.Services.GetRequiredService<IDimensionStore>().ReadInstrumentsAsync(CancellationToken.None)
            .ToListAsync();
        stored.Select(instrument => instrument.Symbol).ShouldBe(["FXI", "SPY"], ignoreOrder: true);
    }

    [Fact]
    public async Task Instruments_that_the_storage_holds_are_scored_and_shown_beside_the_watchlist()
    {
        await using LocalServer server = await LocalServer.StartAsync(
            ServeSettings.On(azurite), port: 0, CancellationToken.None,
            others: [new Instrument { Symbol = "SIM.RARE", Name = "From the demo" }, new Instrument { Symbol = "SPY" }]);

        List<Instrument> stored = await server.Services.GetRequiredService<IDimensionStore>().ReadInstrumentsAsync(CancellationToken.None)
            .ToListAsync();
        string[] symbols = [.. stored.Select(instrument => instrument.Symbol)];
        symbols.ShouldContain("SIM.RARE");
        symbols.ShouldContain("FXI");
        symbols.ShouldBeUnique();
        server.Services.GetRequiredService<Watchlist>().Instruments.Select(instrument => instrument.Symbol)
            .ShouldBe(symbols, ignoreOrder: true);
    }

    [Fact]
    public async Task A_port_in_use_ends_with_1_and_says_what_to_do()
    {
        await using LocalServer server = await StartAsync();
        string port = server.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        // In a separate process, because the host logs to the real console.
        Run run = await CliProcess.RunAsync(["serve", "--port", port, "--storage", azurite.ConnectionString]);

        run.ExitCode.ShouldBe(1);
        run.Error.TrimEnd().ShouldBe($"error: Port {port} on 127.0.0.1 is in use: give another one with --port, or 0 for any free port.");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("70000")]
    [InlineData("-1")]
    public async Task An_invalid_port_ends_with_2(string port)
    {
        Run run = await Cli.RunAsync(["serve", "--port", port]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--port");
    }

    [Fact]
    public void Settings_of_the_environment_win_over_those_of_the_file_and_the_storage_over_both()
    {
        IReadOnlyDictionary<string, string?> settings = LocalSettings.Read(
            path: null,
            new Hashtable { ["PollNewsSchedule"] = "0 0 * * * *", ["Storage__ConnectionString"] = "of the environment" },
            "of the command");

        settings["PollNewsSchedule"].ShouldBe("0 0 * * * *");
        settings["PollPricesSchedule"].ShouldBe("0 10 * * * *", "as shipped");
        settings["Storage:ConnectionString"].ShouldBe("of the command");
    }

    [Fact]
    public void A_settings_file_that_is_none_is_named()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "{\n  \"Values\": [\n");
            Should.Throw<CommandError>(() => LocalSettings.Read(path, new Hashtable(), "")).Message.ShouldContain(path);
            File.WriteAllText(path, "{}");
            Should.Throw<CommandError>(() => LocalSettings.Read(path, new Hashtable(), "")).Message.ShouldContain("Values");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Activity Child(Activity[] trace, Activity parent, string name) =>
        trace.FirstOrDefault(span => span.OperationName == name && span.ParentSpanId == parent.SpanId)
            .ShouldNotBeNull(
                $"no '{name}' below '{parent.OperationName}' among {string.Join(", ", trace.Select(span => span.OperationName))}");

    private Task<LocalServer> StartAsync(Action<IServiceCollection>? configure = null) =>
        LocalServer.StartAsync(ServeSettings.On(azurite), port: 0, CancellationToken.None, services =>
        {
            services.RemoveAll<INewsFeed>();
            services.RemoveAll<IPriceFeed>();
            services.AddSingleton(new Watchlist([new Instrument { Symbol = "SPY" }, new Instrument { Symbol = "FXI", Benchmark = "SPY" }]));
            configure?.Invoke(services);
        });
}
