using System.Diagnostics;
using System.Globalization;
using MarketPulse.Faults.Crash;
using MarketPulse.Faults.Delivery;
using MarketPulse.Faults.Hostile;
using MarketPulse.Faults.Load;
using MarketPulse.Faults.Poison;
using MarketPulse.Faults.Secrets;
using MarketPulse.Faults.StorageFaults;

namespace MarketPulse.Faults.Running;

/// <summary>Runs the scenarios one after the other and prints what was tried and what was lost.</summary>
internal static class FaultRun
{
    private const int MostShown = 20;
    private const int Stopped = 130;

    /// <summary>Every scenario, the quickest first.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new StaleScorers(), new Duplicates(), new HostileInputs(), new LongTexts(), new SecretsKept(), new PoisonInMemory(), new PoisonOnAzurite(), new Crashes(),
        new FaultyStorage(), new StorageOutage(), new ScoresInMemory(), new AcceleratedFeed(), new PipelineOnAzurite(),
    ];

    /// <returns>0 when nothing was lost, 1 when something was, 2 for arguments that are none, 130 when stopped.</returns>
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
            await errors.WriteLineAsync($"'{unknown}' is no scenario and no option.\n\n{Help()}");
            return 2;
        }

        bool full = args.Length > names.Length;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{(full ? "Full" : "Quick")} run on {Environment.ProcessorCount} cores, {Environment.OSVersion}, .NET {Environment.Version}"));
        return await RunAsync([.. All.Where(scenario => names.Length == 0 || Array.Exists(names, name => IsNamed(scenario, name)))], full, output, errors, cancellationToken);
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<Scenario> scenarios, bool full, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        bool kept = true;
        long begun = Stopwatch.GetTimestamp();
        foreach (Scenario scenario in scenarios)
        {
            long started = Stopwatch.GetTimestamp();
            Outcome outcome;
            try
            {
                outcome = await scenario.RunAsync(full, what => errors.WriteLine($"  {scenario.Name}: {what}"), cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await errors.WriteLineAsync("Stopped.");
                return Stopped;
            }

            kept &= outcome.Lost.Count == 0;
            string lost = outcome.Lost.Count == 0 ? "nothing" : outcome.Lost.Count.ToString(CultureInfo.InvariantCulture);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{scenario.Name,-20} lost: {lost,-8} {Stopwatch.GetElapsedTime(started).TotalSeconds,7:0.0} s  {outcome.Tried}"));
            foreach (string sentence in outcome.Lost.Take(MostShown))
            {
                await output.WriteLineAsync($"    {sentence}");
            }
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{(kept ? "Nothing was lost" : "Promises were broken")} in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s."));
        return kept ? 0 : 1;
    }

    private static bool IsNamed(Scenario scenario, string name) => name.Length > 0 && scenario.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    private static string Help() =>
        $"""
        Does to MarketPulse what goes wrong in life, and prints what was tried and what was lost: it must be nothing.

        Usage: dotnet run --project tests/MarketPulse.Faults -- [--full] [SCENARIO...]

        --full    The long sizes, about an hour; without it the quick ones, some minutes.
        --help    This text.
        SCENARIO  Only these, by how they begin: {string.Join(", ", All.Select(scenario => scenario.Name))}.

        The table goes to standard output, progress to standard error; Ctrl+C stops. The exit code is 0 when nothing was lost, 1 when something was.
        """;
}
