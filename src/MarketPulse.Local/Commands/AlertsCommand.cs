using System.CommandLine;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse alerts</c>: lists the rules and tests the webhooks.</summary>
internal static class AlertsCommand
{
    public static Command Create() =>
        new("alerts", "Lists the alert rules and when each fires, or tests the webhooks they go to.") { List(), Test() };

    private static MarketPulseSubcommand List()
    {
        Option<string?> settings = ConfiguredHost.SettingsOption();
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "list",
            "Lists the alert rules: when each fires, where its alerts go, and the last one.",
            "marketpulse alerts list",
            "marketpulse alerts list --settings local.settings.json --output json")
        {
            settings, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartConfiguredHostAsync(
                context.Get(settings), opened, cancellationToken);
            IReadOnlyList<ConfiguredWebhook> webhooks = host.Step<IReadOnlyList<ConfiguredWebhook>>();
            var states = new List<AlertRuleState>();
            foreach (AlertRule rule in host.Step<AlertRules>().All)
            {
                List<Alert> fired = await host.Step<IAlertStore>().ReadAsync(rule.Name, cancellationToken).ToListAsync(cancellationToken);
                states.Add(AlertRuleState.FromAlerts(rule, webhooks.First(webhook => webhook.Name == rule.Webhook), fired));
            }

            context.Output.Write(AlertView.Rules(states));
            if (states.Count == 0)
            {
                context.Warn(
                    "There are no alert rules; the settings Alerts__Rules__<name>__Kind and Alerts__Rules__<name>__Webhook define one.");
            }
        });
        return command;
    }

    private static MarketPulseSubcommand Test()
    {
        var rule = new Option<string?>("--rule")
        {
            Description = "Send it as an alert of this rule, to its webhook. Default: one test to each webhook.",
            HelpName = "NAME",
        };
        Option<string?> settings = ConfiguredHost.SettingsOption();
        var command = new MarketPulseSubcommand(
            "test",
            "Sends one test alert to a webhook, marked as a test, and shows the response. It is not stored and does not count towards "
                + "any limit.",
            "marketpulse alerts test",
            "marketpulse alerts test --rule strong_events --settings local.settings.json")
        {
            rule, settings,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            await using ServiceProvider services = ConfiguredHost.WithoutStorage(context.Get(settings), context.Clock);
            AlertRules rules = services.GetRequiredService<AlertRules>();
            var tries = new List<WebhookTry>();
            foreach ((IWebhook webhook, AlertRule? of) in Chosen(context.Get(rule), rules, [.. services.GetServices<IWebhook>()]))
            {
                WebhookAnswer answer = await webhook.SendAsync(
                    TestAlert.ForWebhook(webhook.Name, of, rules.PageUrl, context.Clock.GetUtcNow()), cancellationToken);
                tries.Add(new WebhookTry(webhook.Name, of?.Name, answer.Result, answer.Status, answer.Excerpt, answer.Outcome));
            }

            context.Output.Write(AlertView.Tries(tries));
            foreach (WebhookTry failed in tries.Where(one => one.Result != WebhookResult.Taken))
            {
                context.Fail($"{failed.Webhook}: {failed.Outcome}");
            }
        });
        return command;
    }

    private static IEnumerable<(IWebhook Webhook, AlertRule? Rule)> Chosen(string? name, AlertRules rules, IReadOnlyList<IWebhook> webhooks)
    {
        if (webhooks.Count == 0)
        {
            throw CommandError.Failed("There is no webhook to test: set Alerts__Webhooks__NAME__UrlSetting to the name of the setting "
                + "that holds its address; see docs/alerts.md.");
        }

        if (name is null)
        {
            return webhooks.Select(webhook => (webhook, (AlertRule?)null));
        }

        AlertRule rule = rules.Find(name) ?? throw CommandError.BadArguments(rules.All.Count == 0
            ? $"--rule: there is no rule '{name}', and no other rule either; the settings Alerts__Rules__NAME__Kind and so on define one."
            : $"--rule: '{name}' is not one of {string.Join(", ", rules.All.Select(known => known.Name))}.");
        return [(webhooks.First(webhook => webhook.Name == rule.Webhook), rule)];
    }
}
