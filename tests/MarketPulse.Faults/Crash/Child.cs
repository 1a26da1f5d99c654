using System.Globalization;
using MarketPulse.Faults.Worlds;
using MarketPulse.Local.Hosting;

namespace MarketPulse.Faults.Crash;

/// <summary>The process that is killed: the local host over a world, until nothing is left to do.</summary>
internal static class Child
{
    /// <summary>Environment variable that holds the connection string.</summary>
    public const string Storage = "MARKETPULSE_FAULTS_STORAGE";

    /// <summary>What it prints once it works.</summary>
    public const string Ready = "ready";

    /// <param name="args">--child, prefix, articles, events.</param>
    public static async Task RunAsync(string[] args)
    {
        World world = World.Create(int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        await using LocalHost host = await WorldHost.StartAsync(Environment.GetEnvironmentVariable(Storage)!, args[1], world, CancellationToken.None);
        await Console.Out.WriteLineAsync(Ready);
        foreach (string error in await WorldHost.RunAsync(host, world, CancellationToken.None))
        {
            await Console.Error.WriteLineAsync(error);
        }
    }
}
