using System.Reflection;
using System.Text.Json;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Hosting.Scheduling;
using MarketPulse.Pipeline.Messages;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Tests.Declared;

/// <summary>The attributes that the host reads, in the app of each transport.</summary>
public sealed class DeclaredFunctionsTests
{
    [Fact]
    public void Both_transports_declare_the_same_functions()
    {
        string[] names = [.. CompiledApp.OnServiceBus.Functions.Select(f => f.Name)];

        names.ShouldBe(CompiledApp.OnStorageQueues.Functions.Select(f => f.Name));
        names.ShouldBeUnique();
        string[] expected =
        [
            "Api", "ApplyRetention", "CorrectEvent", "DetectEvents", "Forget", "Heartbeat", "Mcp", "OData", "Page", "PollNews",
            "PollPrices", "ProfileInstruments", "Reclassify", "RefreshDimensions", "ReplayDeadLetters", "RevokeCorrection", "ScoreEvent",
            "SendAlert", "SubmitArticle", "SubmitEvent", "SummarizeSensitivity",
        ];
        expected.Except(names).ShouldBeEmpty();
    }

    [Fact]
    public void Every_function_has_its_own_class_with_the_same_name()
    {
        foreach (DeclaredFunction function in CompiledApp.PerTransport.SelectMany(app => app.Functions))
        {
            function.Method.DeclaringType!.Name.ShouldBe(function.Name + "Function");
            function.Method.DeclaringType.IsPublic.ShouldBeTrue("the worker only finds public classes");
            function.Method.IsPublic.ShouldBeTrue();
            typeof(Task).IsAssignableFrom(function.Method.ReturnType).ShouldBeTrue(function.Name);
        }
    }

    [Fact]
    public void Page_sorts_after_every_other_GET_function_because_the_host_tries_routes_in_that_order()
    {
        foreach (CompiledApp app in CompiledApp.PerTransport)
        {
            string[] others =
            [
                .. app.Functions
                    .Where(f => f is { Name: not "Page", Trigger: HttpTriggerAttribute { Methods: var methods } }
                        && methods!.Contains("get", StringComparer.OrdinalIgnoreCase))
                    .Select(f => f.Name),
            ];
            others.ShouldNotBeEmpty();
            others.ShouldAllBe(name => StringComparer.OrdinalIgnoreCase.Compare(name, "Page") < 0);
        }
    }

    [Theory]
    [InlineData("Api", "get", "api/{**path}", AuthorizationLevel.Function)]
    [InlineData("Mcp", "post", "api/mcp", AuthorizationLevel.Function)]
    [InlineData("OData", "get", "odata/{**path}", AuthorizationLevel.Function)]
    [InlineData("Page", "get", "{**path}", AuthorizationLevel.Anonymous)]
    [InlineData("SubmitArticle", "post", "api/articles", AuthorizationLevel.Function)]
    [InlineData("SubmitEvent", "post", "api/events", AuthorizationLevel.Function)]
    [InlineData("CorrectEvent", "post", "api/corrections", AuthorizationLevel.Function)]
    [InlineData("RevokeCorrection", "post", "api/corrections/{id}/revoke", AuthorizationLevel.Function)]
    [InlineData("ReplayDeadLetters", "post", "api/replay/{queue}", AuthorizationLevel.Admin)]
    public void Http_functions_have_the_expected_method_route_and_key(string name, string method, string route, AuthorizationLevel level)
    {
        foreach (HttpTriggerAttribute trigger in CompiledApp.PerTransport
            .Select(app => (HttpTriggerAttribute)app.Functions.Single(f => f.Name == name).Trigger))
        {
            trigger.Methods.ShouldBe([method]);
            trigger.Route.ShouldBe(route);
            trigger.AuthLevel.ShouldBe(level);
        }
    }

    [Fact]
    public void Compiled_for_sign_in_the_host_requires_a_key_only_from_writers()
    {
        Dictionary<string, AuthorizationLevel> levels = CompiledApp.ForSignIn.Functions
            .Where(function => function.Trigger is HttpTriggerAttribute)
            .ToDictionary(
                function => function.Name, function => ((HttpTriggerAttribute)function.Trigger).AuthLevel, StringComparer.Ordinal);

        levels.ShouldBe(
            new Dictionary<string, AuthorizationLevel>
            {
                ["Api"] = AuthorizationLevel.Anonymous,
                ["Mcp"] = AuthorizationLevel.Anonymous,
                ["OData"] = AuthorizationLevel.Anonymous,
                ["Page"] = AuthorizationLevel.Anonymous,
                ["Forget"] = AuthorizationLevel.Admin,
                ["Reclassify"] = AuthorizationLevel.Admin,
                ["ReplayDeadLetters"] = AuthorizationLevel.Admin,
                ["CorrectEvent"] = AuthorizationLevel.Function,
                ["RevokeCorrection"] = AuthorizationLevel.Function,
                ["SubmitArticle"] = AuthorizationLevel.Function,
                ["SubmitEvent"] = AuthorizationLevel.Function,
            },
            ignoreOrder: true);
    }

    [Fact]
    public void Timers_read_their_schedule_from_a_setting_are_monitored_and_retry()
    {
        foreach (DeclaredFunction timer in CompiledApp.PerTransport
            .SelectMany(app => app.Functions)
            .Where(f => f.Trigger is TimerTriggerAttribute))
        {
            var trigger = (TimerTriggerAttribute)timer.Trigger;
            trigger.Schedule.ShouldBe($"%{Schedules.SettingOf(timer.Name)}%");
            trigger.UseMonitor.ShouldBeTrue(timer.Name);
            trigger.RunOnStartup.ShouldBeFalse(timer.Name);
            timer.Method.GetCustomAttribute<ExponentialBackoffRetryAttribute>().ShouldNotBeNull(timer.Name);
            typeof(Schedules).GetProperty(timer.Name).ShouldNotBeNull("its schedule is checked at start");
        }
    }

    [Fact]
    public void Only_timers_have_retry_policies_because_the_host_supports_no_others() =>
        CompiledApp.PerTransport.SelectMany(app => app.Functions)
            .Where(f => f.Trigger is not TimerTriggerAttribute && f.Method.GetCustomAttribute<RetryAttribute>() is not null)
            .ShouldBeEmpty();

    [Fact]
    public void Every_timer_has_a_step_of_the_same_name_for_hosts_without_triggers() =>
        CompiledApp.OnServiceBus.Functions.Where(f => f.Trigger is TimerTriggerAttribute).Select(f => f.Name)
            .ShouldBe(TimedStep.All.Select(step => step.Name), ignoreOrder: true);

    [Fact]
    public void Queue_functions_listen_to_the_queues_that_the_steps_send_to()
    {
        DeclaredFunction[] bus = [.. CompiledApp.OnServiceBus.Functions.Where(f => f.Trigger is ServiceBusTriggerAttribute)];
        DeclaredFunction[] storage = [.. CompiledApp.OnStorageQueues.Functions.Where(f => f.Trigger is QueueTriggerAttribute)];

        bus.Select(f => (f.Name, ((ServiceBusTriggerAttribute)f.Trigger).QueueName)).ShouldBe(
            storage.Select(f => (f.Name, (string?)((QueueTriggerAttribute)f.Trigger).QueueName)));
        bus.Select(f => ((ServiceBusTriggerAttribute)f.Trigger).QueueName!).ShouldBe(QueueNames.All, ignoreOrder: true);
        bus.Single(f => f.Name == "DetectEvents").Trigger.ShouldBeOfType<ServiceBusTriggerAttribute>()
            .QueueName.ShouldBe(QueueNames.Articles);
        foreach (ServiceBusTriggerAttribute trigger in bus.Select(f => (ServiceBusTriggerAttribute)f.Trigger))
        {
            trigger.AutoCompleteMessages.ShouldBeFalse("the functions settle their messages");
            trigger.Connection.ShouldBe(ServiceBusOptions.Connection);
        }
    }

    [Fact]
    public void Host_json_has_the_settings_that_the_code_relies_on()
    {
        using JsonDocument host = JsonDocument.Parse(File.ReadAllText(Repository.Path("src", "MarketPulse.Functions", "host.json")));
        JsonElement root = host.RootElement;
        JsonElement extensions = root.GetProperty("extensions");

        root.GetProperty("version").GetString().ShouldBe("2.0");
        root.GetProperty("telemetryMode").GetString().ShouldBe("OpenTelemetry");
        root.TryGetProperty("extensionBundle", out _).ShouldBeFalse("the extensions are compiled in");
        extensions.GetProperty("http").GetProperty("routePrefix").GetString().ShouldBe("");
        JsonElement queues = extensions.GetProperty("queues");
        queues.GetProperty("messageEncoding").GetString().ShouldBe("base64");
        queues.GetProperty("maxDequeueCount").GetInt32().ShouldBeGreaterThan(
            RetryPolicy.FunctionsStorageQueue.MaxDeliveries, "the functions dead-letter first, with a reason");
        TimeSpan.Parse(queues.GetProperty("visibilityTimeout").GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBe(RetryPolicy.FunctionsStorageQueue.FirstDelay);
        JsonElement serviceBus = extensions.GetProperty("serviceBus");
        serviceBus.GetProperty("prefetchCount").GetInt32().ShouldBe(0);
        serviceBus.GetProperty("maxConcurrentCalls").GetInt32().ShouldBePositive();
        serviceBus.TryGetProperty("autoCompleteMessages", out _).ShouldBeFalse("the attribute sets it");
    }
}
