using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Local.Tests.Commands;

public sealed class AlertsCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("marketpulse");
    private AlertReceiver _receiver = null!;

    private string SettingsFile => Path.Combine(_folder.FullName, "local.settings.json");

    public async ValueTask InitializeAsync()
    {
        _receiver = await AlertReceiver.StartAsync();
        Write(_receiver.Settings());
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Test_sends_one_alert_that_says_it_is_a_test_and_tells_what_came_back()
    {
        _receiver.Answer = static context => context.Response.WriteAsync("thank you");

        Run run = await Cli.RunAsync(["alerts", "test", "--rule", "strong", "--settings", SettingsFile, "--output", "json"]);

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement told = JsonDocument.Parse(run.Output).RootElement[0];
        told.GetProperty("webhook").GetString().ShouldBe("desk");
        told.GetProperty("result").GetString().ShouldBe("taken");
        told.GetProperty("status").GetInt32().ShouldBe(200);
        told.GetProperty("answer").GetString().ShouldBe("thank you");
        JsonElement sent = JsonDocument.Parse(_receiver.Received.ShouldHaveSingleItem().Body).RootElement;
        sent.GetProperty("test").GetBoolean().ShouldBeTrue();
        sent.GetProperty("rule").GetString().ShouldBe("strong");
        sent.GetProperty("reason").GetString()!.ShouldContain("which fires when an event has an intensity of at least 30.");
    }

    [Fact]
    public async Task Without_a_rule_each_webhook_is_tried_and_a_refusal_ends_with_1_without_the_address()
    {
        _receiver.Answer = static context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync($"no such path: {context.Request.Path}");
        };

        Run run = await Cli.RunAsync(["alerts", "test", "--settings", SettingsFile]);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("refused");
        run.Error.ShouldContain("desk: The host 127.0.0.1 responded with status 404");
        (run.Output + run.Error).ShouldNotContain("verysecret");
    }

    [Fact]
    public async Task List_shows_when_each_rule_fires_and_where_its_alerts_go()
    {
        Run run = await Cli.RunAsync(
            ["alerts", "list", "--settings", SettingsFile, "--data", Path.Combine(_folder.FullName, "data"), "--output", "json"]);

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement rule = JsonDocument.Parse(run.Output).RootElement[0];
        rule.GetProperty("rule").GetString().ShouldBe("strong");
        rule.GetProperty("fires_when").GetString().ShouldBe("an event has an intensity of at least 30");
        rule.GetProperty("host").GetString().ShouldBe("127.0.0.1");
        rule.GetProperty("signed").GetBoolean().ShouldBeTrue();
        rule.GetProperty("alerts").GetInt32().ShouldBe(0);
        run.Output.ShouldNotContain("verysecret");
    }

    [Fact]
    public async Task What_is_wrong_is_named_in_one_sentence()
    {
        Run unknown = await Cli.RunAsync(["alerts", "test", "--rule", "nope", "--settings", SettingsFile]);
        unknown.ExitCode.ShouldBe(2);
        unknown.Error.ShouldContain("--rule: 'nope' is not one of strong.");

        Write(new Dictionary<string, string?> { ["Alerts__Rules__strong__Kind"] = "event" });
        Run wrong = await Cli.RunAsync(["alerts", "test", "--settings", SettingsFile]);
        wrong.ExitCode.ShouldBe(1);
        wrong.Error.ShouldContain("Alerts__Rules__strong__Webhook is ''");

        Write([]);
        Run none = await Cli.RunAsync(["alerts", "test", "--settings", SettingsFile]);
        none.ExitCode.ShouldBe(1);
        none.Error.ShouldContain("There is no webhook to test: set Alerts__Webhooks__NAME__UrlSetting");

        Run nothing = await Cli.RunAsync(["alerts"]);
        nothing.ExitCode.ShouldBe(2);
        nothing.Error.ShouldContain("see marketpulse alerts --help");
    }

    [Theory]
    [InlineData("list")]
    [InlineData("test")]
    public async Task Both_have_help_with_an_example(string command)
    {
        Run run = await Cli.RunAsync(["alerts", command, "--help"]);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain($"marketpulse alerts {command}");
    }

    private void Write(Dictionary<string, string?> settings) =>
        File.WriteAllText(SettingsFile, JsonSerializer.Serialize(new { Values = settings }));
}
