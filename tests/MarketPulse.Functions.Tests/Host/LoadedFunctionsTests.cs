namespace MarketPulse.Functions.Tests.Host;

/// <summary>The functions that the built worker reports to the host.</summary>
public sealed class LoadedFunctionsTests(HostedApp app) : IClassFixture<HostedApp>
{
    private static readonly string[] Expected =
    [
        "Api: httpTrigger get api/{**path}, function",
        "ApplyRetention: timerTrigger %ApplyRetentionSchedule%, 3 retries 5 to 60 s",
        "CorrectEvent: httpTrigger post api/corrections, function",
        "DetectEvents: queueTrigger articles",
        "Forget: httpTrigger post api/forget, admin",
        "Heartbeat: timerTrigger %HeartbeatSchedule%, 3 retries 5 to 60 s",
        "Mcp: httpTrigger post api/mcp, function",
        "OData: httpTrigger get odata/{**path}, function",
        "Page: httpTrigger get {**path}, anonymous",
        "PollNews: timerTrigger %PollNewsSchedule%, 3 retries 5 to 60 s",
        "PollPrices: timerTrigger %PollPricesSchedule%, 3 retries 5 to 60 s",
        "ProfileInstruments: queueTrigger profiles",
        "Reclassify: httpTrigger post api/reclassify, admin",
        "RefreshDimensions: timerTrigger %RefreshDimensionsSchedule%, 3 retries 5 to 60 s",
        "ReplayDeadLetters: httpTrigger post api/replay/{queue}, admin",
        "RevokeCorrection: httpTrigger post api/corrections/{id}/revoke, function",
        "ScoreEvent: queueTrigger scores",
        "SendAlert: queueTrigger alerts",
        "SubmitArticle: httpTrigger post api/articles, function",
        "SubmitEvent: httpTrigger post api/events, function",
        "SummarizeSensitivity: timerTrigger %SummarizeSensitivitySchedule%, 3 retries 5 to 60 s",
    ];

    [Fact]
    public void Every_function_is_loaded_with_the_expected_trigger() =>
        app.Host.Functions.Select(function => function.ToString()).ShouldBe(Expected);

    [Fact]
    public void The_documented_transcript_lists_them() =>
        Expected.Except(File.ReadLines(Repository.Path("docs", "functions.md"))).ShouldBeEmpty();

    [Fact]
    public void The_host_would_disable_none_of_them() =>
        app.Host.Functions.Select(function => function.Problem).ShouldAllBe(problem => problem == null);

    [Fact]
    public void The_worker_reports_the_capabilities_that_the_host_relies_on()
    {
        // The worker accepts requests to stop and to cancel, responds to HTTP requests itself, and sends its own telemetry, so that the
        // host does not send it a second time.
        string[] names =
            ["HandlesWorkerTerminateMessage", "HandlesInvocationCancelMessage", "HttpUri", "WorkerOpenTelemetryEnabled", "WorkerStatus"];

        names.Except(app.Host.Capabilities.Keys).ShouldBeEmpty();
        new Uri(app.Host.Capabilities["HttpUri"]).IsLoopback.ShouldBeTrue();
        app.Host.Capabilities["WorkerOpenTelemetryEnabled"].ShouldBe("True");
    }
}
