using System.CommandLine;
using System.Globalization;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage.Backup;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse import</c>: restores a backup.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a backup that marketpulse export wrote." };
        var replace = new Option<bool>("--replace")
        {
            Description = "Delete everything that the store holds first. Without it the store must be empty.",
        };
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "import",
            "Restores a backup into an empty store, after checking every file of it. An import that was interrupted continues when it is "
                + "run again.",
            "marketpulse import backup/",
            "marketpulse import backup/ --data restored/")
        {
            folder, replace, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            (BackupManifest manifest, ResumedWork resumed) = await context.Progress.RunAsync("Checking", async report =>
            {
                await using LocalStorage opened = await LocalStorage.OpenAsync(
                    context.Get(data), context.Get(storage), report, cancellationToken);
                await using LocalHost host = await LocalHost.StartAsync(
                    opened, context.Clock, cancellationToken, report: report);
                BackupManifest restored = await host.Step<StorageImport>().RunAsync(
                    context.Get(folder)!, context.Get(replace), report, cancellationToken);
                report("Looking for unfinished work");
                return (restored, await host.Step<ResumeWork>().RunAsync(cancellationToken));
            });
            context.Output.Write(BackupView.Rows(manifest));
            context.Output.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"Restored. Queued what was unfinished: {resumed.Articles:N0} articles to classify, {resumed.Events:N0} events to score."));
        });
        return command;
    }
}
