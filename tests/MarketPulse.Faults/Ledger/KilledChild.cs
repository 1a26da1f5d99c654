using System.Diagnostics;
using MarketPulse.Faults.Crash;
using MarketPulse.Faults.Frozen;

namespace MarketPulse.Faults.Ledger;

/// <summary>A child process of this program that is killed where it announces a write.</summary>
internal static class KilledChild
{
    /// <summary>Runs the process and kills it.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="connection">Connection string of the storage.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>Null if it was killed; what it wrote to standard error if it ended before.</returns>
    public static async Task<string?> RunAsync(IEnumerable<string> arguments, string connection, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MarketPulse.Faults.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Child.Storage] = connection;
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync(cancellationToken);
        bool isAnnounced = await StoppingStores.IsAnnouncedAsync(child, cancellationToken);
        child.Kill();
        await child.WaitForExitAsync(cancellationToken);
        return isAnnounced ? null : await errors;
    }
}
