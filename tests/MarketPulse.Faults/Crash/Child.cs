using System.Globalization;
using MarketPulse.Faults.Frozen;
using MarketPulse.Faults.Worlds;
using MarketPulse.Local.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Crash;

/// <summary>The process that is killed or stopped: the local host, processing a world until nothing is left to do.</summary>
internal static class Child
{
    /// <summary>Environment variable with the connection string.</summary>
    public const string Storage = "MARKETPULSE_FAULTS_STORAGE";

    /// <summary>The line it prints when it begins to process.</summary>
    public const string Ready = "ready";

    /// <summary>Runs the process.</summary>
    /// <param name="args">
    /// <c>--child</c>, name prefix, number of articles, number of events; to be stopped also before which write, before which of those, and
    /// the id of the only article to process, or nothing for all.
    /// </param>
    public static async Task RunAsync(string[] args)
    {
        World world = World.Create(int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        if (args.Length > 6)
        {
            world = world.With(world.Articles.Single(article => article.Id == args[6]));
        }

        string connection = Environment.GetEnvironmentVariable(Storage)!;
        Action<IServiceCollection>? stopping = args.Length > 5
            ? services => StoppingStores.Add(services, Enum.Parse<StopAt>(args[4]), int.Parse(args[5], CultureInfo.InvariantCulture))
            : null;
        await using LocalHost host = await WorldHost.StartAsync(connection, args[1], world, CancellationToken.None, stopping);
        await Console.Out.WriteLineAsync(Ready);
        foreach (string error in await WorldHost.RunAsync(host, world, CancellationToken.None))
        {
            await Console.Error.WriteLineAsync(error);
        }
    }
}
