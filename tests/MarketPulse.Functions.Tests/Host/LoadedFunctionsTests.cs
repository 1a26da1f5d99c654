namespace MarketPulse.Functions.Tests.Host;

/// <summary>What the built worker tells the host of its functions.</summary>
public sealed class LoadedFunctionsTests(HostedApp app) : IClassFixture<HostedApp>
{
    private static readonly string[] Expected =
    [
        "Api: httpTrigger get api/{**path}, function",
        "ApplyRetention: timerTrigger %ApplyRetentionSchedule%, 3 retries 5 to 60 s",
        "DetectEvents: queueTrigger articles",
        "Forget: httpTrigger post api/forget, admin",
        "Heartbeat: timerTrigger %HeartbeatSchedule%, 3 retries 5 to 60 s",
        "OData: httpTrigger get odata/{**path}, function",
        "Page: httpTrigger get {**path}, anonymous",
        "PollNews: timerTrigger %PollNewsSchedule%, 3 retries 5 to 60 s",
        "PollPrices: timerTrigger %PollPricesSchedule%, 3 retries 5 to 60 s",
        "Reclassify: httpTrigger post api/reclassify, admin",
        "RefreshDimensions: timerTrigger %RefreshDimensionsSchedule%, 3 retries 5 to 60 s",
        "ReplayDeadLetters: httpTrigger post api/replay/{queue}, admin",
        "ScoreEvent: queueTrigger scores",
        "SendAlert: queueTrigger alerts",
        "SubmitArticle: httpTrigger post api/articles, function",
        "SubmitEvent: httpTrigger post api/events, function",
        "SummarizeSensitivity: timerTrigger %SummarizeSensitivitySchedule%, 3 retries 5 to 60 s",
    ];

    [Fact]
    public void Every_function_is_loaded_with_the_trigger_that_it_should_have() =>
        app.Host.Functions.Select(function => function.ToString()).ShouldBe(Expected);

    [Fact]
    public void The_documented_transcript_shows_them() =>
        Expected.Except(File.ReadLines(Repository.Path("docs", "functions.md"))).ShouldBeEmpty();

    [Fact]
    public void The_host_would_disable_none_of_them() =>
        app.Host.Functions.Select(function => function.Problem).ShouldAllBe(problem => problem == null);

    [Fact]
    public void The_worker_says_what_the_host_relies_on()
    {
        // It is told to stop and to cancel, answers HTTP itself, and sends its own telemetry, so that the host does not send the same
        // again.
        string[] names =
            ["HandlesWorkerTerminateMessage", "HandlesInvocationCancelMessage", "HttpUri", "WorkerOpenTelemetryEnabled", "WorkerStatus"];

        names.Except(app.Host.Capabilities.Keys).ShouldBeEmpty();
        new Uri(app.Host.Capabilities["HttpUri"]).IsLoopback.ShouldBeTrue();
        app.Host.Capabilities["WorkerOpenTelemetryEnabled"].ShouldBe("True");
    }
}
