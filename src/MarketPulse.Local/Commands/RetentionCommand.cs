using System.CommandLine;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse retention</c>: removes data that has expired, or shows what would be removed.</summary>
internal static class RetentionCommand
{
    public static Command Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count what would be removed." };
        Option<string?> settings = ConfiguredHost.SettingsOption();
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "retention",
            "Removes data that is older than the settings Retention__... allow, as serve and the Functions app do every day. Events, "
                + "scores and counts are always kept.",
            "marketpulse retention --dry-run",
            "marketpulse retention --settings local.settings.json")
        {
            dryRun, settings, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            bool preview = context.Get(dryRun);
            IReadOnlyList<RetentionResult> results = await context.Progress.RunAsync("Looking for expired data", async report =>
            {
                await using LocalStorage opened = await LocalStorage.OpenAsync(
                    context.Get(data), context.Get(storage), report, cancellationToken);
                await using LocalHost host = await ConfiguredHost.StartAsync(
                    context.Get(settings), opened, context.Clock, report, cancellationToken);
                ApplyRetention step = host.Step<ApplyRetention>();
                return await (preview ? step.PreviewAsync(cancellationToken) : step.RunAsync(cancellationToken));
            });
            context.Output.Write(RowSet.Create("retention", results));
            context.Output.Say(preview ? "Nothing was removed." : "Removed.");
        });
        return command;
    }
}
