using System.Diagnostics;
using System.Globalization;
using MarketPulse.Faults.Crash;
using MarketPulse.Faults.Delivery;
using MarketPulse.Faults.Frozen;
using MarketPulse.Faults.Hostile;
using MarketPulse.Faults.Ledger;
using MarketPulse.Faults.Load;
using MarketPulse.Faults.Poison;
using MarketPulse.Faults.Secrets;
using MarketPulse.Faults.StorageFaults;

namespace MarketPulse.Faults.Running;

/// <summary>Runs scenarios one after the other and prints what was tried and what was lost.</summary>
internal static class FaultRun
{
    private const int MostShown = 20;
    private const int Stopped = 130;

    /// <summary>All scenarios, in the order in which they run.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new StaleScorers(),
        new FrozenHolder(),
        new LedgerKept(),
        new Duplicates(),
        new HostileInputs(),
        new LongTexts(),
        new SecretsKept(),
        new PoisonInMemory(),
        new PoisonOnAzurite(),
        new Crashes(),
        new FaultyStorage(),
        new StorageOutage(),
        new ScoresInMemory(),
        new AcceleratedFeed(),
        new PipelineOnAzurite(),
    ];

    /// <summary>Runs the scenarios that the command line names.</summary>
    /// <returns>0 if nothing was lost, 1 if something was lost, 2 for unknown arguments, 130 if stopped.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (args.Contains("--help", StringComparer.Ordinal) || args.Contains("-h", StringComparer.Ordinal))
        {
            await output.WriteLineAsync(Help());
            return 0;
        }

        string[] names = [.. args.Where(argument => argument != "--full")];
        if (Array.Find(names, name => !All.Any(scenario => IsNamed(scenario, name))) is { } unknown)
        {
            await errors.WriteLineAsync($"'{unknown}' is neither a scenario nor an option.\n\n{Help()}");
            return 2;
        }

        RunSize size = args.Length > names.Length ? RunSize.Full : RunSize.Quick;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{size} run on {Environment.ProcessorCount} cores, {Environment.OSVersion}, .NET {Environment.Version}"));
        Scenario[] scenarios =
            [.. All.Where(scenario => names.Length == 0 || Array.Exists(names, name => IsNamed(scenario, name)))];
        return await RunAsync(scenarios, size, output, errors, cancellationToken);
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<Scenario> scenarios, RunSize size, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        bool kept = true;
        long begun = Stopwatch.GetTimestamp();
        foreach (Scenario scenario in scenarios)
        {
            long started = Stopwatch.GetTimestamp();
            Outcome outcome;
            try
            {
                outcome = await scenario.RunAsync(size, progress => errors.WriteLine($"  {scenario.Name}: {progress}"), cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await errors.WriteLineAsync("Stopped.");
                return Stopped;
            }

            kept &= outcome.Lost.Count == 0;
            string lost = outcome.Lost.Count == 0 ? "nothing" : outcome.Lost.Count.ToString(CultureInfo.InvariantCulture);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{scenario.Name,-20} lost: {lost,-8} {Stopwatch.GetElapsedTime(started).TotalSeconds,7:0.0} s  {outcome.Tried}"));
            foreach (string sentence in outcome.Lost.Take(MostShown))
            {
                await output.WriteLineAsync($"    {sentence}");
            }
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{(kept ? "Nothing was lost" : "Promises were broken")} in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s."));
        return kept ? 0 : 1;
    }

    private static bool IsNamed(Scenario scenario, string name) =>
        name.Length > 0 && scenario.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    private static string Help() =>
        $"""
        Injects real-world faults into MarketPulse and prints what was tried and what was lost, which must be nothing.

        Usage: dotnet run --project tests/MarketPulse.Faults -- [--full] [SCENARIO...]

        --full    Runs the full sizes, which takes about an hour; otherwise the quick sizes, a few minutes.
        --help    Shows this text.
        SCENARIO  Runs only scenarios whose names start with it: {string.Join(", ", All.Select(scenario => scenario.Name))}.

        The table goes to standard output, progress to standard error. Ctrl+C stops the run. The exit code is 0 if nothing was lost and 1 if
        something was.
        """;
}
