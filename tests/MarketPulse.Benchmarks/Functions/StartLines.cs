using System.Diagnostics;
using System.Text.Json;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Local.Azurite;
using MarketPulse.Testing;
using MarketPulse.Testing.Functions;

namespace MarketPulse.Benchmarks.Functions;

/// <summary>
/// Startup time of the Functions app, from the start of the worker's process until its functions are loaded, compared with an isolated
/// worker that has a single timer. Both are published as for a deployment, compiled ahead of time; the app uses storage queues on Azurite.
/// Publishing takes minutes, so the lines run only on request.
/// </summary>
internal sealed class StartLines : QuickGroup
{
    private const int Rounds = 15;

    public override IReadOnlyList<string> Names { get; } =
        ["functions.start", "functions.start.bare", "functions.start.ratio", "functions.start.processor"];

    public override bool IsLong(string name) => true;

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        (List<Start> app, List<Start> bare) = MeasureAsync().GetAwaiter().GetResult();
        double own = app.Min(start => start.Milliseconds), baseline = bare.Min(start => start.Milliseconds);
        yield return new QuickLine("functions.start", own, $"ms until the functions are loaded, the fastest of {Rounds}");
        yield return new QuickLine("functions.start.bare", baseline, "ms, a worker with one timer");
        yield return new QuickLine("functions.start.ratio", own / baseline, "of the bare worker");
        double processor = app.Min(start => start.Processor) / bare.Min(start => start.Processor);
        yield return new QuickLine("functions.start.processor", processor, "of the bare worker's processor time");
    }

    private static async Task<(List<Start> App, List<Start> Bare)> MeasureAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("marketpulse-start-");
        try
        {
            string app = await PublishAsync(folder, "src", "MarketPulse.Functions");
            string bare = await PublishAsync(folder, "tests", "MarketPulse.Functions.BareWorker");
            await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
            Dictionary<string, string> settings = Settings(azurite.ConnectionString);

            // The first start of each is not counted, because it reads files from disk and the app creates its tables. Then they alternate.
            await StartAsync(app, settings, TellFunctions);
            await StartAsync(bare, settings, TellFunctions);
            List<Start> apps = [], bares = [];
            for (int round = 0; round < Rounds; round++)
            {
                bares.Add(await StartAsync(bare, settings));
                apps.Add(await StartAsync(app, settings));
            }

            return (apps, bares);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Start> StartAsync(
        string folder, IReadOnlyDictionary<string, string> settings, Action<FunctionsHost>? tell = null)
    {
        var options = new FunctionsHostOptions { AppFolder = folder, Settings = settings };
        await using FunctionsHost host = await FunctionsHost.StartAsync(options);
        tell?.Invoke(host);
        return new Start(host.StartTime.TotalMilliseconds, host.StartProcessorTime.TotalMilliseconds);
    }

    private static void TellFunctions(FunctionsHost host)
    {
        foreach (HostedFunction function in host.Functions)
        {
            Console.Error.WriteLine(function);
        }
    }

    /// <summary>The shipped settings on Azurite, and the setting of the bare worker.</summary>
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

    private static async Task<string> PublishAsync(DirectoryInfo folder, string place, string project)
    {
        await Console.Error.WriteLineAsync($"Publishing {project}");
        string output = Path.Combine(folder.FullName, project);
        string[] arguments =
        [
            "publish", Repository.Path(place, project), "--configuration", "Release", "--output", output,
            "-p:MarketPulseTransport=StorageQueue", "--nologo", "--verbosity", "quiet",
        ];
        using var publish = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string said = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"dotnet publish {project} failed:{Environment.NewLine}{said}");
    }

    /// <summary>One start: the time it took and the processor time it used, in milliseconds.</summary>
    private readonly record struct Start(double Milliseconds, double Processor);
}
