using System.Diagnostics;
using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Local.Azurite;

namespace MarketPulse.Faults.Crash;

/// <summary>The local host runs as a child process, is killed at random times and started again, while Azurite keeps running.</summary>
internal sealed class Crashes : Scenario
{
    private const string Disturbed = "killed";

    public override string Name => "crash";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        (int articles, int events, int kills) = size == RunSize.Full ? (2000, 100, 100) : (120, 12, 10);
        World world = World.Create(articles, events);
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), cancellationToken);
        long begun = Stopwatch.GetTimestamp();
        Snapshot expected = await WorldHost.UndisturbedAsync(azurite.ConnectionString, "calm", world, cancellationToken);
        TimeSpan undisturbed = Stopwatch.GetElapsedTime(begun);

        report(string.Create(CultureInfo.InvariantCulture, $"undisturbed in {undisturbed.TotalSeconds:0} s"));
        var random = new Random(kills);
        int finished = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            using Process child = Start(azurite.ConnectionString, articles, events);
            await child.StandardOutput.ReadLineAsync(cancellationToken);

            // Random times between kills that add up to about the length of an undisturbed run, so that the kills spread over the whole
            // work.
            using var killTime = new CancellationTokenSource(undisturbed * (2 * random.NextDouble() / kills));
            finished += await EndsBeforeAsync(child, killTime.Token) ? 1 : 0;
            child.Kill();
            report(string.Create(CultureInfo.InvariantCulture, $"kill {kill + 1} of {kills}"));
            await child.WaitForExitAsync(cancellationToken);
            await EndLeaseAsync(azurite.ConnectionString, Disturbed, cancellationToken);
        }

        using Process last = Start(azurite.ConnectionString, articles, events);
        string errors = await last.StandardError.ReadToEndAsync(cancellationToken);
        await last.WaitForExitAsync(cancellationToken);
        Snapshot found = await Snapshot.OfTablesAsync(azurite.ConnectionString, Disturbed, cancellationToken);
        List<string> lost = [.. found.DifferencesFrom(expected)];
        if (last.ExitCode != 0 || errors.Length > 0)
        {
            lost.Add($"the last run exited with code {last.ExitCode}: {errors}");
        }

        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{kills} kills ({finished} after the work was done) over {articles} articles, {expected.CountOf("tradeevents")} events; "
            + $"{expected.Count} rows compared");
        return new Outcome(tried, lost);
    }

    private static Process Start(string connection, int articles, int events)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "MarketPulse.Faults.dll"),
            "--child",
            Disturbed,
            articles.ToString(CultureInfo.InvariantCulture),
            events.ToString(CultureInfo.InvariantCulture),
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Child.Storage] = connection;
        return Process.Start(start)!;
    }

    private static async Task<bool> EndsBeforeAsync(Process child, CancellationToken killTime)
    {
        try
        {
            await child.WaitForExitAsync(killTime);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// Breaks the lease of a killed process, which would expire after fifteen seconds. That saves the wait after each kill.
    /// </summary>
    public static async Task EndLeaseAsync(string connection, string prefix, CancellationToken cancellationToken)
    {
        try
        {
            await new BlobClient(connection, prefix + "locks", "cluster")
                .GetBlobLeaseClient()
                .BreakAsync(TimeSpan.Zero, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException)
        {
            // No process held the lease.
        }
    }
}
