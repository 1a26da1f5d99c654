using System.Text.Json;
using MarketPulse.Testing.Functions;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>What the built worker tells the host of its functions.</summary>
public sealed class LoadedFunctionsTests(HostedApp app) : IClassFixture<HostedApp>
{
    /// <summary>Every function: trigger and where it listens; for HTTP the level of the key, for timers retries with their shortest and longest wait.</summary>
    private static readonly string[] Expected =
    [
        "Api: httpTrigger get api/{**path}, function",
        "DetectEvents: queueTrigger articles",
        "Heartbeat: timerTrigger %HeartbeatSchedule%, 3 retries 5 to 60 s",
        "OData: httpTrigger get odata/{**path}, function",
        "Page: httpTrigger get {**path}, anonymous",
        "PollNews: timerTrigger %PollNewsSchedule%, 3 retries 5 to 60 s",
        "PollPrices: timerTrigger %PollPricesSchedule%, 3 retries 5 to 60 s",
        "RefreshDimensions: timerTrigger %RefreshDimensionsSchedule%, 3 retries 5 to 60 s",
        "ReplayDeadLetters: httpTrigger post api/replay/{queue}, admin",
        "ScoreEvent: queueTrigger scores",
        "SendAlert: queueTrigger alerts",
        "SubmitArticle: httpTrigger post api/articles, function",
        "SubmitEvent: httpTrigger post api/events, function",
        "SummarizeSensitivity: timerTrigger %SummarizeSensitivitySchedule%, 3 retries 5 to 60 s",
    ];

    [Fact]
    public void Every_function_is_loaded_with_the_trigger_that_it_should_have() => app.Host.Functions.Select(Describe).ShouldBe(Expected);

    [Fact]
    public void The_host_would_disable_none_of_them() => app.Host.Functions.Select(function => function.Problem).ShouldAllBe(problem => problem == null);

    [Fact]
    public void The_worker_says_what_the_host_relies_on()
    {
        // It is told to stop and to cancel, answers HTTP itself, and sends its own telemetry, so that the host does not send the same again.
        string[] names = ["HandlesWorkerTerminateMessage", "HandlesInvocationCancelMessage", "HttpUri", "WorkerOpenTelemetryEnabled", "WorkerStatus"];

        names.Except(app.Host.Capabilities.Keys).ShouldBeEmpty();
        new Uri(app.Host.Capabilities["HttpUri"]).IsLoopback.ShouldBeTrue();
        app.Host.Capabilities["WorkerOpenTelemetryEnabled"].ShouldBe("True");
    }

    private static string Describe(HostedFunction function)
    {
        string place = function.TriggerType switch
        {
            "httpTrigger" => $"{Methods(function)} {function.Text("route")}, {function.Text("authLevel")!.ToLowerInvariant()}",
            "timerTrigger" => function.Text("schedule")!,
            _ => function.Text("queueName")!,
        };
        string retry = function.Retry is { } policy
            ? $", {policy.MaxRetries} retries {policy.Shortest.TotalSeconds} to {policy.Longest.TotalSeconds} s"
            : "";
        return $"{function.Name}: {function.TriggerType} {place}{retry}";
    }

    private static string Methods(HostedFunction function) =>
        string.Join('|', function.Trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()));
}
