using System.Diagnostics;
using System.Globalization;
using MarketPulse.Faults.Delivery;
using MarketPulse.Faults.Poison;

namespace MarketPulse.Faults.Running;

/// <summary>Runs the scenarios one after the other and prints what was tried and what was lost.</summary>
internal static class FaultRun
{
    private const int MostShown = 20;

    /// <summary>Every scenario, the quickest first.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [new StaleScorers(), new Duplicates(), new PoisonInMemory()];

    /// <returns>0 when nothing was lost, else 1.</returns>
    public static async Task<int> RunAsync(bool full, string only, TextWriter output)
    {
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{(full ? "Full" : "Quick")} run on {Environment.ProcessorCount} cores, {Environment.OSVersion}, .NET {Environment.Version}"));
        bool kept = true;
        long begun = Stopwatch.GetTimestamp();
        foreach (Scenario scenario in All.Where(scenario => scenario.Name.StartsWith(only, StringComparison.OrdinalIgnoreCase)))
        {
            long started = Stopwatch.GetTimestamp();
            Outcome outcome = await scenario.RunAsync(full, CancellationToken.None);
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
}
