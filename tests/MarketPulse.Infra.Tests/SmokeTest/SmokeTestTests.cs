using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MarketPulse.Infra.Tests.SmokeTest;

/// <summary>The test that deploy.yml runs after a deployment passes if the app works, and otherwise names what is wrong.</summary>
public sealed partial class SmokeTestTests : IAsyncDisposable
{
    private static readonly string[] Functions =
    [
        "PollNews", "PollPrices", "Heartbeat", "RefreshDimensions", "SummarizeSensitivity", "ApplyRetention", "DetectEvents", "ScoreEvent",
        "ProfileInstruments", "SendAlert", "SubmitArticle", "SubmitEvent", "CorrectEvent", "RevokeCorrection", "Forget", "Reclassify",
        "ReplayDeadLetters", "Api", "Mcp", "OData", "Page",
    ];

    private readonly StubApp _app = StubApp.Start();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task App_whose_functions_are_enabled_and_whose_feeds_are_polled_passes()
    {
        _app.Health = _ => (200, Answer(Feed("ustr", polled: Soon)));

        SmokeTestRun run = await SmokeTestRun.RunAsync(_app, Listed());

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("healthy: tables healthy, feeds healthy");
        run.Output.ShouldNotContain("::error::");
        run.Output.ShouldNotContain("key-of-the-stub");
    }

    [Fact]
    public async Task Function_that_is_missing_is_named()
    {
        SmokeTestRun run = await SmokeTestRun.RunAsync(_app, Listed(without: "PollPrices"), "--minutes", "0");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("::error::Function PollPrices is missing.");
    }

    [Fact]
    public async Task Function_that_is_disabled_is_named()
    {
        SmokeTestRun run = await SmokeTestRun.RunAsync(_app, Listed(disabled: "Heartbeat"), "--minutes", "0");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("::error::Function Heartbeat is disabled.");
    }

    [Fact]
    public async Task Function_that_is_listed_but_that_the_host_did_not_load_is_named_with_the_reason()
    {
        _app.NotLoaded["PollNews"] = "Error indexing method 'Functions.PollNews'.\n'%PollNewsSchedule%' does not resolve to a value.";

        SmokeTestRun run = await SmokeTestRun.RunAsync(_app, Listed(), "--minutes", "0");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain(
            "::error::Function PollNews was not loaded: Error indexing method 'Functions.PollNews'. '%PollNewsSchedule%' does not "
                + "resolve to a value.");
    }

    [Fact]
    public async Task Feed_that_nothing_polls_is_named()
    {
        _app.Health = _ => (200, Answer(Feed("ustr", polled: null), heartbeat: null));

        SmokeTestRun run = await SmokeTestRun.RunAsync(_app, Listed(), "--minutes", "0");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("::error::The news feed ustr has not been polled since the deployment.");
        run.Output.ShouldContain("::error::The heartbeat has not run since the deployment.");
    }

    [Fact]
    public async Task Polls_of_an_earlier_deployment_do_not_count()
    {
        _app.Health = _ => (200, Answer(Feed("ustr", polled: Past), heartbeat: Past));

        SmokeTestRun run = await SmokeTestRun.RunAsync(_app, Listed(), "--minutes", "0");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("::error::The news feed ustr has not been polled since the deployment.");
    }

    [Fact]
    public async Task Feed_that_is_not_due_needs_no_poll()
    {
        _app.Health = _ => (200, Answer(Feed("federal_register", polled: Past, next: Soon)));

        SmokeTestRun run = await SmokeTestRun.RunAsync(_app, Listed(), "--minutes", "0");

        run.ExitCode.ShouldBe(0, run.Output);
    }

    [Fact]
    public async Task App_is_asked_again_until_its_timers_have_fired()
    {
        _app.Health = asked => asked switch
        {
            1 => null,
            2 => (200, Answer(Feed("ustr", polled: null), heartbeat: null)),
            _ => (200, Answer(Feed("ustr", polled: Soon))),
        };

        SmokeTestRun run = await SmokeTestRun.RunAsync(_app, Listed(), "--minutes", "1");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("/api/health responds with 502.");
        run.Output.ShouldContain(
            "Waiting: The heartbeat has not run since the deployment. The news feed ustr has not been polled since the deployment.");
    }

    [Fact]
    public async Task Storage_that_fails_is_told_as_the_app_tells_it()
    {
        JsonObject answer = Answer(Feed("ustr", polled: Soon));
        answer["checks"]![0]!["status"] = "unhealthy";
        answer["checks"]![0]!["detail"] = "Storage responds with 403 (AuthorizationPermissionMismatch).";
        _app.Health = _ => (503, answer);

        SmokeTestRun run = await SmokeTestRun.RunAsync(_app, Listed(), "--minutes", "0");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("::error::tables: Storage responds with 403 (AuthorizationPermissionMismatch).");
    }

    [Fact]
    public async Task Feed_that_is_polled_and_fails_is_a_warning()
    {
        JsonObject answer = Answer(Feed("ustr", polled: Soon));
        answer["status"] = "degraded";
        answer["checks"]![1]!["status"] = "degraded";
        answer["checks"]![1]!["detail"] = "No poll of the news feed 'ustr' has ever succeeded.";
        _app.Health = _ => (200, answer);

        SmokeTestRun run = await SmokeTestRun.RunAsync(_app, Listed(), "--minutes", "0");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("::warning::feeds: No poll of the news feed 'ustr' has ever succeeded.");
    }

    [Fact]
    public async Task Where_readers_sign_in_it_signs_in_too()
    {
        _app.Reader = ("Authorization", "Bearer token-of-the-stub");
        _app.Health = _ => (200, Answer(Feed("ustr", polled: Soon)));

        SmokeTestRun run = await SmokeTestRun.RunAsync(
            _app, Listed(), "--read-access", "entra", "--client-id", "registration", "--minutes", "0");

        run.ExitCode.ShouldBe(0, run.Output);
    }

    [Theory]
    [InlineData("--read-access", "open", "it must be key or entra")]
    [InlineData("--read-access", "entra", "--client-id is required")]
    [InlineData("--minutes", "soon", "whole numbers")]
    [InlineData("--wait", "5", "Unknown option --wait")]
    public async Task Wrong_command_line_is_refused_with_the_reason(string option, string value, string reason)
    {
        SmokeTestRun run = await SmokeTestRun.RunAsync(_app, Listed(), option, value);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain(reason);
    }

    [Fact]
    public void Functions_it_asks_for_are_those_of_the_code()
    {
        string script = File.ReadAllText(Repository.Path("infra", "smoke-test.sh"));
        string[] asked = FunctionList()
            .Match(script).Groups["names"].Value.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        string[] declared =
        [
            .. Directory.EnumerateDirectories(Repository.Path("src"), "MarketPulse.Functions*")
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*Function.cs", SearchOption.AllDirectories))
                .SelectMany(file => DeclaredFunction().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
                .Distinct(StringComparer.Ordinal),
        ];

        asked.ShouldBe(declared, ignoreOrder: true);
        asked.ShouldBe(Functions, ignoreOrder: true);
    }

    /// <summary>Times after and before the start of any run of the script.</summary>
    private static string Soon => Time(TimeProvider.System.GetUtcNow().AddMinutes(30));

    private static string Past => Time(TimeProvider.System.GetUtcNow().AddMinutes(-30));

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);

    private static JsonArray Listed(string? without = null, string? disabled = null) =>
        [
            .. Functions.Where(name => name != without)
                .Select(name => new JsonObject { ["name"] = "app/" + name, ["disabled"] = name == disabled }),
        ];

    private static JsonObject Feed(string name, string? polled, string? next = null) => new()
    {
        ["kind"] = "news",
        ["name"] = name,
        ["status"] = polled is null ? "degraded" : "healthy",
        ["lastpollutc"] = polled,
        ["nextpollutc"] = next,
    };

    private static JsonObject Answer(JsonObject feed, string? heartbeat = "") => new()
    {
        ["status"] = feed["status"]!.GetValue<string>(),
        ["checks"] = new JsonArray(
            new JsonObject { ["name"] = "tables", ["status"] = "healthy", ["detail"] = null },
            new JsonObject
            {
                ["name"] = "feeds",
                ["status"] = feed["status"]!.GetValue<string>(),
                ["detail"] = null,
                ["heartbeatutc"] = heartbeat is "" ? Soon : heartbeat,
                ["feeds"] = new JsonArray(feed),
            }),
    };

    [GeneratedRegex(
        @"^functions=\((?<names>[^)]+)\)", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FunctionList();

    [GeneratedRegex(@"\[Function\(""(?<name>\w+)""\)\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DeclaredFunction();
}
