using System.CommandLine;
using System.Globalization;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Storage.Backup;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse export</c>: writes a backup.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder for the backup; it must be empty or not exist yet." };
        var allowChanges = new Option<bool>("--allow-changes")
        {
            Description = "Accept a copy during which the store changed. Without it the export fails if the store keeps changing.",
        };
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "export",
            "Writes a backup to a folder: every row of every table and the long texts of articles, as gzipped lines of JSON, with a "
                + "manifest of row counts, checksums and the moment to which the copy is consistent.",
            "marketpulse export backup/",
            "marketpulse export backup/ --output json")
        {
            folder, allowChanges, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            BackupManifest manifest = await context.Progress.RunAsync("Copying", async report =>
            {
                await using LocalStorage opened = await LocalStorage.OpenAsync(
                    context.Get(data), context.Get(storage), report, cancellationToken);
                await using LocalHost host = await LocalHost.StartAsync(
                    opened, context.Clock, cancellationToken, report: report);
                return await host.Step<StorageExport>().RunAsync(
                    context.Get(folder)!, context.Get(allowChanges), report, cancellationToken);
            });
            context.Output.Write(BackupView.Rows(manifest));
            if (manifest.ConsistentUtc is { } moment)
            {
                context.Output.Say(string.Create(CultureInfo.InvariantCulture, $"Consistent to {moment:yyyy-MM-dd HH:mm:ss} UTC."));
            }
            else
            {
                context.Warn("The store changed while it was copied, so rows of different tables may not match.");
            }
        });
        return command;
    }
}
