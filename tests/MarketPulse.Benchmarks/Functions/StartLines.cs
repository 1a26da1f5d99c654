using System.Diagnostics;
using System.Text.Json;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Local.Azurite;
using MarketPulse.Testing;
using MarketPulse.Testing.Functions;

namespace MarketPulse.Benchmarks.Functions;

/// <summary>
/// What a start of the Functions app costs: from the start of the worker's process until its functions are loaded, beside an isolated worker with one timer
/// and nothing else. Both are published as for a deployment, compiled ahead, the app on storage queues with an Azurite; publishing takes minutes, so the
/// lines run only when asked for.
/// </summary>
internal sealed class StartLines : QuickGroup
{
    private const int Rounds = 9;

    public override IReadOnlyList<string> Names { get; } = ["functions.start", "baseline.bareworker", "functions.start.ratio"];

    public override bool IsLong(string name) => true;

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        (double app, double bare, double ratio) = MeasureAsync().GetAwaiter().GetResult();
        yield return new QuickLine("functions.start", app, "ms until the functions are loaded");
        yield return new QuickLine("baseline.bareworker", bare, "ms");
        yield return new QuickLine("functions.start.ratio", ratio, "of the bare worker");
    }

    private static async Task<(double App, double Bare, double Ratio)> MeasureAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("marketpulse-start-");
        try
        {
            string app = await PublishAsync(Repository.Path("src", "MarketPulse.Functions"), Path.Combine(folder.FullName, "app"));
            string bare = await PublishAsync(Repository.Path("tests", "MarketPulse.Functions.BareWorker"), Path.Combine(folder.FullName, "bare"));
            await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
            Dictionary<string, string> settings = Settings(azurite.ConnectionString);

            // The first of each is not counted: files are read from the disk, and the app creates its tables. Then in turn, each first in turn.
            await StartAsync(app, settings);
            await StartAsync(bare, settings);
            List<double> apps = [], bares = [];
            for (int round = 0; round < Rounds; round++)
            {
                if (round % 2 == 0)
                {
                    bares.Add(await StartAsync(bare, settings));
                }

                apps.Add(await StartAsync(app, settings));
                if (round % 2 != 0)
                {
                    bares.Add(await StartAsync(bare, settings));
                }
            }

            return (Timing.Median(apps), Timing.Median(bares), Timing.Median(apps.Zip(bares, (own, baseline) => own / baseline)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> StartAsync(string folder, IReadOnlyDictionary<string, string> settings)
    {
        await using FunctionsHost host = await FunctionsHost.StartAsync(new FunctionsHostOptions { AppFolder = folder, Settings = settings });
        return host.StartTime.TotalMilliseconds;
    }

    /// <summary>The shipped settings on Azurite, and the one of the bare worker.</summary>
    private static Dictionary<string, string> Settings(string connectionString)
    {
        using JsonDocument sample = JsonDocument.Parse(File.ReadAllText(Repository.Path("local.settings.sample.json")));
        var settings = sample.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(
            value => value.Name,
            value => value.Value.GetString()!.Replace("UseDevelopmentStorage=true", connectionString, StringComparison.Ordinal),
            StringComparer.Ordinal);
        settings["TickSchedule"] = "0 */5 * * * *";
        return settings;
    }

    private static async Task<string> PublishAsync(string project, string output)
    {
        await Console.Error.WriteLineAsync($"Publishing {Path.GetFileName(project)}");
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet", ["publish", project, "--configuration", "Release", "--output", output, "-p:MarketPulseTransport=StorageQueue", "--nologo", "--verbosity", "quiet"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string said = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? output : throw new InvalidOperationException($"dotnet publish {project} failed:{Environment.NewLine}{said}");
    }
}
