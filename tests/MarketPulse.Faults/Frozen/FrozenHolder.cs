using System.Diagnostics;
using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Faults.Crash;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Faults.Frozen;

/// <summary>
/// A child process checks that it holds the clustering lease and is stopped with SIGSTOP before the write that follows. Once its lease has
/// expired, another worker handles messages, those of the child included. Then the child continues with its write.
/// </summary>
/// <remarks>
/// Two kinds: the child knows one report of an event and the other worker gets the rest, so that what the child is about to write is surely
/// outdated; or both share the queue of a larger world.
/// </remarks>
internal sealed class FrozenHolder : Scenario
{
    private const string Undisturbed = "calm";

    public override string Name => "frozen lease holder";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return new Outcome("nothing: Windows cannot stop a process with a signal", []);
        }

        (int articles, int events, int rounds) = size == RunSize.Full ? (400, 40, 8) : (40, 6, 0);
        World world = World.Create(articles, events);
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), cancellationToken);
        Snapshot expected = await WorldHost.UndisturbedAsync(azurite.ConnectionString, Undisturbed, world, cancellationToken);
        report("undisturbed");

        Article[] reports = world.ReportsByEvent.MaxBy(some => some.Length)!;
        List<Freeze> freezes =
        [
            .. Enum.GetValues<StopAt>().Select(stop => new Freeze(stop, 1, HandlesAll: true) { Only = reports[0] }),
            .. Enum.GetValues<StopAt>().Select(stop => new Freeze(stop, 1, HandlesAll: true) { Only = reports[^1] }),
        ];
        for (int round = 0; round < rounds; round++)
        {
            freezes.AddRange(Enum.GetValues<StopAt>().Select(stop => new Freeze(stop, 1 + round, HandlesAll: round % 2 == 0)));
        }

        var lost = new List<string>();
        foreach (Freeze[] some in freezes.Chunk(Enum.GetValues<StopAt>().Length))
        {
            // Side by side, because most of the time passes until the lease expires.
            foreach (IEnumerable<string> found in await Task.WhenAll(some.Select(
                freeze => RunAsync(freeze, azurite.ConnectionString, (articles, events), expected, cancellationToken))))
            {
                lost.AddRange(found);
            }

            report(some[0].Prefix);
        }

        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{freezes.Count} processes stopped between lease check and write over {articles} articles, "
            + $"{expected.CountOf("tradeevents")} events; {expected.Count * freezes.Count} rows compared");
        return new Outcome(tried, lost);
    }

    private static async Task<IEnumerable<string>> RunAsync(
        Freeze freeze, string connection, (int Articles, int Events) size, Snapshot expected, CancellationToken cancellationToken)
    {
        World world = World.Create(size.Articles, size.Events);
        using Process child = Start(connection, freeze, size);
        Task<string> errors = child.StandardError.ReadToEndAsync(cancellationToken);
        if (!await StoppingStores.IsAnnouncedAsync(child, cancellationToken))
        {
            return [$"{freeze.Prefix}: the process ended before the write at which it was to be stopped: {await errors}"];
        }

        // The line is read only after the process continues. Until then nothing of it runs, not even the renewal of its lease.
        await SignalAsync("STOP", child, cancellationToken);
        await child.StandardInput.WriteLineAsync();
        await child.StandardInput.FlushAsync(cancellationToken);
        await using (LocalHost other = await WorldHost.StartAsync(connection, freeze.Prefix, world, cancellationToken))
        {
            if (freeze.Only is not null)
            {
                await other.Step<AcceptArticles>().RunAsync(world.Articles, cancellationToken);
            }

            await HandleAsync(other, freeze.HandlesAll ? int.MaxValue : size.Articles / 2, cancellationToken);
        }

        await SignalAsync("CONT", child, cancellationToken);
        await child.WaitForExitAsync(cancellationToken);
        Snapshot found = await Snapshot.OfTablesAsync(connection, freeze.Prefix, cancellationToken);
        List<string> lost = [.. found.DifferencesFrom(expected).Select(sentence => $"{freeze.Prefix}: {sentence}")];
        if (child.ExitCode != 0 || (await errors).Length > 0)
        {
            lost.Add($"{freeze.Prefix}: the process exited with code {child.ExitCode}: {await errors}");
        }

        return lost;
    }

    private static Process Start(string connection, Freeze freeze, (int Articles, int Events) size)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "MarketPulse.Faults.dll"),
            "--child",
            freeze.Prefix,
            size.Articles.ToString(CultureInfo.InvariantCulture),
            size.Events.ToString(CultureInfo.InvariantCulture),
            freeze.Stop.ToString(),
            freeze.Number.ToString(CultureInfo.InvariantCulture),
            .. freeze.Only is { } only ? [only.Id] : Array.Empty<string>(),
        ])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Child.Storage] = connection;
        return Process.Start(start)!;
    }

    private static async Task SignalAsync(string signal, Process process, CancellationToken cancellationToken)
    {
        using Process kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {process.Id}")]);
        await kill.WaitForExitAsync(cancellationToken);
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"The child process could not be sent SIG{signal}.");
        }
    }

    /// <summary>Handles messages until none is left, or so many about articles have been handled.</summary>
    private static async Task HandleAsync(LocalHost host, int articles, CancellationToken cancellationToken)
    {
        if (articles == int.MaxValue)
        {
            await host.DrainAsync(static _ => { }, cancellationToken);
            return;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var receiver = new LimitedReceiver(host.Step<IWorkReceiver>(), articles, enough);
        await host.Step<QueuedSteps>().PumpAsync(receiver, enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>One process to be stopped.</summary>
    /// <param name="Stop">Before which write.</param>
    /// <param name="Number">Before which write of that kind.</param>
    /// <param name="HandlesAll">Whether the other worker handles everything meanwhile, or half of the articles.</param>
    private sealed record Freeze(StopAt Stop, int Number, bool HandlesAll)
    {
        /// <summary>The only article that the process knows; null for all.</summary>
        public Article? Only { get; init; }

        public string Prefix =>
            string.Create(CultureInfo.InvariantCulture, $"{Stop.ToString()[..4].ToLowerInvariant()}{Number}{Only?.Id[..8]}");
    }

    private sealed class LimitedReceiver(IWorkReceiver inner, int articles, CancellationTokenSource enough) : IWorkReceiver
    {
        private int _left = articles;

        public Task RunAsync(string queue, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken) =>
            inner.RunAsync(
                queue,
                async (delivery, token) =>
                {
                    await handle(delivery, token);
                    if (queue == QueueNames.Articles && Interlocked.Decrement(ref _left) == 0)
                    {
                        await enough.CancelAsync();
                    }
                },
                cancellationToken);

        public Task<long> CountAsync(string queue, CancellationToken cancellationToken) => inner.CountAsync(queue, cancellationToken);
    }
}
