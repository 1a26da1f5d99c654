using System.Globalization;
using MarketPulse.Faults.Crash;
using MarketPulse.Faults.Frozen;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Storage.Backup;

namespace MarketPulse.Faults.Ledger;

/// <summary>
/// An export that is killed in the middle of a file. What it leaves is refused by an import, and the next export into the folder completes.
/// </summary>
internal static class Exporter
{
    private const string Half = "Copying forecasts";

    /// <summary>Runs the process that is killed: it exports until the file of the ledger has its first row.</summary>
    /// <param name="args"><c>--exporter</c>, name prefix, the time, and the folder.</param>
    public static async Task RunAsync(string[] args)
    {
        var time = DateTimeOffset.ParseExact(args[2], "O", CultureInfo.InvariantCulture);
        await using LocalHost host = await Forecaster.StartAsync(
            Environment.GetEnvironmentVariable(Child.Storage)!, args[1], time, CancellationToken.None);
        await host.Step<StorageExport>().RunAsync(
            args[3],
            allowChanges: false,
            progress =>
            {
                if (progress.What == Half)
                {
                    StoppingStores.AnnounceAsync(Half).GetAwaiter().GetResult();
                }
            },
            CancellationToken.None);
    }

    /// <summary>Kills an export of a store, repeats it, and restores it into another store.</summary>
    /// <param name="source">The store.</param>
    /// <param name="connection">Connection string of both stores.</param>
    /// <param name="prefix">Prefix of the store.</param>
    /// <param name="head">Head of the ledger.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    /// <returns>One sentence for each thing that is lost or wrong.</returns>
    public static async Task<IReadOnlyList<string>> KillAsync(
        LocalHost source, string connection, string prefix, string head, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("marketpulse-export-").FullName;
        try
        {
            string time = source.Step<TimeProvider>().GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
            var lost = new List<string>();
            if (await KilledChild.RunAsync(["--exporter", prefix, time, folder], connection, cancellationToken) is { } errors)
            {
                return [$"{prefix}: the export ended before it was killed: {errors}"];
            }

            string[] left = [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!)];
            if (!left.Contains("forecasts.ndjson.gz.partial") || left.Contains(BackupManifest.FileName))
            {
                lost.Add($"{prefix}: the killed export left {string.Join(", ", left)}");
            }

            string copy = prefix + "copy";
            await using LocalHost target = await Forecaster.StartAsync(
                connection, copy, source.Step<TimeProvider>().GetUtcNow(), cancellationToken);
            Snapshot before = await Snapshot.OfTablesAsync(connection, copy, cancellationToken);
            lost.AddRange(await RefusedAsync(() => ImportAsync(target), "interrupted", "the import of half a backup"));
            lost.AddRange((await Snapshot.OfTablesAsync(connection, copy, cancellationToken)).DifferencesFrom(before));
            await ExportAsync(source);
            lost.AddRange(Directory.GetFiles(folder, "*.partial").Select(path => $"{prefix}: {path} remains after the second export"));
            lost.AddRange(await RefusedAsync(() => ExportAsync(source), "already holds a backup", "an export over a backup"));
            await ImportAsync(target);
            Snapshot original = await Snapshot.OfTablesAsync(connection, prefix, cancellationToken);
            lost.AddRange((await Snapshot.OfTablesAsync(connection, copy, cancellationToken)).DifferencesFrom(original));
            lost.AddRange((await target.Step<CheckLedger>().RunAsync(head, cancellationToken)).Problems);
            return lost;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Task<BackupManifest> ExportAsync(LocalHost host) =>
            host.Step<StorageExport>().RunAsync(folder, allowChanges: false, static _ => { }, cancellationToken);

        Task<BackupManifest> ImportAsync(LocalHost host) =>
            host.Step<StorageImport>().RunAsync(folder, replace: false, static _ => { }, cancellationToken);

        async Task<IEnumerable<string>> RefusedAsync(Func<Task<BackupManifest>> action, string reason, string what)
        {
            try
            {
                await action();
                return [$"{prefix}: {what} was not refused"];
            }
            catch (BackupException e) when (e.Message.Contains(reason, StringComparison.Ordinal))
            {
                return [];
            }
            catch (BackupException e)
            {
                return [$"{prefix}: {what} was refused because of something else: {e.Message}"];
            }
        }
    }
}
