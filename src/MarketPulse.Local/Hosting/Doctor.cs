using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Settings;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Commands;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Local.Hosting;

/// <summary>The result of one check of the machine or the settings.</summary>
internal sealed record DoctorCheck
{
    /// <summary>Result of a check that found nothing wrong.</summary>
    public const string Ok = "ok";

    /// <summary>Result of a check that found something that stops some commands.</summary>
    public const string Failed = "failed";

    /// <summary>Result of a check that found something to know.</summary>
    public const string Warning = "warning";

    /// <summary>What was checked.</summary>
    public required string Check { get; init; }

    /// <summary><c>ok</c>, <c>warning</c> or <c>failed</c>.</summary>
    public required string Result { get; init; }

    /// <summary>What was found.</summary>
    public required string Finding { get; init; }

    /// <summary>What to do about it; null when there is nothing to do.</summary>
    public string? Fix { get; init; }
}

/// <summary>
/// Checks what the commands need: Node.js, the data folder, the port, the storage, the clock, the settings, the scheduled releases and the
/// feeds.
/// </summary>
/// <param name="settings">Settings file; null for the shipped sample.</param>
/// <param name="dataFolder">Value of <c>--data</c>, or null.</param>
/// <param name="connection">Value of <c>--storage</c>, or null.</param>
/// <param name="clock">The clock of the commands.</param>
internal sealed class Doctor(string? settings, string? dataFolder, string? connection, TimeProvider clock)
{
    private const int OldestNode = 20;
    private const long LeastBytes = 1024L * 1024 * 1024;

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Runs the checks, one after the other.</summary>
    /// <param name="port">The port that <c>serve</c> would listen on.</param>
    /// <param name="asksFeeds">Whether to ask every source once.</param>
    /// <param name="report">Receives what is being checked.</param>
    /// <param name="cancellationToken">Stops between checks.</param>
    public async Task<IReadOnlyList<DoctorCheck>> RunAsync(
        int port, bool asksFeeds, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        var checks = new List<DoctorCheck>();
        if (connection is null)
        {
            report("Checking Node.js");
            checks.Add(await NodeAsync(new AzuriteOptions().Node, cancellationToken));
            checks.Add(Folder(dataFolder ?? LocalStorage.DefaultFolder));
        }

        checks.Add(Port(port));
        report("Checking the storage");
        checks.AddRange(await StorageAsync(report, cancellationToken));
        report("Checking the settings");
        checks.AddRange(await SettingsAsync(asksFeeds, report, cancellationToken));
        return checks;
    }

    /// <summary>Whether Node.js runs and is new enough for the storage emulator.</summary>
    /// <param name="node">The program.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    internal static async Task<DoctorCheck> NodeAsync(string node, CancellationToken cancellationToken)
    {
        const string Fix = "Install Node.js 20 or newer from https://nodejs.org, or name a running storage with --storage.";
        try
        {
            using Process process = AzuriteInstallation.Start(
                new ProcessStartInfo(node, ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false }, "Node.js");
            string version = (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
            await process.WaitForExitAsync(cancellationToken);
            bool isRecent = int.TryParse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture, out int major)
                && major >= OldestNode;
            return isRecent ? Good("Node.js", version) : Bad("Node.js", $"'{version}' is too old for the storage emulator.", Fix);
        }
        catch (AzuriteException)
        {
            return Bad("Node.js", "not found; the storage emulator needs it.", Fix);
        }
    }

    /// <summary>Whether the data folder can be written and has space.</summary>
    internal static DoctorCheck Folder(string folder)
    {
        const string Name = "data folder";
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $"doctor-{Guid.NewGuid():N}");
            File.Create(probe).Dispose();
            File.Delete(probe);
            long free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
            string space = string.Create(CultureInfo.InvariantCulture, $"{folder} is writable, {free / (double)LeastBytes:0.0} GiB free");
            return free < LeastBytes
                ? new DoctorCheck
                {
                    Check = Name,
                    Result = DoctorCheck.Warning,
                    Finding = space,
                    Fix = "Free some space, or choose --data DIR.",
                }
                : Good(Name, space);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Bad(Name, $"{folder} cannot be written: {e.Message}", "Choose a folder that you may write to with --data DIR.");
        }
    }

    /// <summary>Whether the port of the page and the API is free.</summary>
    internal static DoctorCheck Port(int port)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"port {port}");
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return Good(name, "free for marketpulse serve");
        }
        catch (SocketException)
        {
            return new DoctorCheck
            {
                Check = name,
                Result = DoctorCheck.Warning,
                Finding = "in use, perhaps by marketpulse serve",
                Fix = "Give serve another one with --port, or 0 for any free port.",
            };
        }
    }

    private async Task<IReadOnlyList<DoctorCheck>> StorageAsync(Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        try
        {
            await using LocalStorage storage = await LocalStorage.OpenAsync(dataFolder, connection, report, cancellationToken);
            await using LocalHost host = await LocalHost.StartAsync(storage, clock, cancellationToken, report: report);
            List<DataStatus> tables = await host.Step<IRowReader>().ReadAsync<DataStatus>(new RowQuery(), cancellationToken)
                .Select(row => row.Row).ToListAsync(cancellationToken);
            return
            [
                Good("storage", connection is null ? "the emulator starts, and its tables can be read" : "its tables can be read"),
                Clock(tables),
            ];
        }
        catch (Exception e) when (e is CommandError or AzuriteException || StorageTrouble.Sentence(e) is not null)
        {
            return
            [
                Bad(
                    "storage",
                    StorageTrouble.Sentence(e) ?? e.Message,
                    connection is null ? "See the finding; with --storage, MarketPulse uses a storage that runs." : "Check --storage."),
            ];
        }
    }

    /// <summary>Whether the clock is behind the data.</summary>
    private DoctorCheck Clock(List<DataStatus> tables)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset? newest = tables.Count == 0 ? null : tables.Max(table => table.ModifiedUtc);
        string time = string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd HH:mm} UTC");
        return newest > now + Tolerance
            ? Bad(
                "clock",
                string.Create(CultureInfo.InvariantCulture, $"{time}, but the data was written at {newest:yyyy-MM-dd HH:mm}"),
                "Set the clock of this machine; schedules, closes and as-of reads depend on it.")
            : Good("clock", time);
    }

    private async Task<IReadOnlyList<DoctorCheck>> SettingsAsync(
        bool asksFeeds, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        try
        {
            await using ServiceProvider services = ConfiguredHost.WithoutStorage(settings, clock);
            var checks = new List<DoctorCheck>
            {
                Good("settings", settings ?? "the shipped sample"),
                Releases(services.GetRequiredService<ReleaseCalendar>(), clock.GetUtcNow()),
            };
            if (asksFeeds)
            {
                report("Asking every feed once");
                IReadOnlyList<FeedCheck> feeds = await FeedChecks.RunAsync(
                    services.GetRequiredService<IReadOnlyList<ConfiguredFeed>>(),
                    services.GetServices<INewsFeed>(),
                    services.GetServices<IPriceFeed>(),
                    services.GetRequiredService<Watchlist>(),
                    clock,
                    cancellationToken);
                checks.AddRange(feeds.Where(feed => feed.Result != FeedCheck.Skipped).Select(Feed));
            }

            return checks;
        }
        catch (CommandError e)
        {
            return [Bad("settings", e.Message, "Correct the setting that is named.")];
        }
    }

    /// <summary>Whether the calendar of scheduled releases still has some ahead.</summary>
    internal static DoctorCheck Releases(ReleaseCalendar calendar, DateTimeOffset now)
    {
        const string Name = "scheduled releases";
        string[] ended =
        [
            .. calendar.Last.Where(kind => kind.Value < now).OrderBy(kind => kind.Key)
                .Select(kind => string.Create(
                    CultureInfo.InvariantCulture, $"{Codes<ReleaseKind>.Of(kind.Key)} on {kind.Value:yyyy-MM-dd}")),
        ];
        return ended.Length == 0
            ? Good(Name, $"dates ahead for {string.Join(", ", calendar.Last.Keys.Order().Select(Codes<ReleaseKind>.Of))}")
            : new DoctorCheck
            {
                Check = Name,
                Result = DoctorCheck.Warning,
                Finding = $"the calendar ends: {string.Join(", ", ended)}; later releases are not taken into account",
                Fix = "Add later dates to a file and name it in Scoring__ConfoundersFile; or update MarketPulse.",
            };
    }

    private static DoctorCheck Feed(FeedCheck feed) => feed.Result == FeedCheck.Ok
        ? Good($"feed {feed.Feed}", $"{feed.Place} answers")
        : Bad(
            $"feed {feed.Feed}",
            feed.Why ?? feed.Outcome ?? "no answer",
            $"Check that {feed.Place} can be reached from this network; marketpulse feeds --check asks again.");

    private static DoctorCheck Good(string check, string finding) => new() { Check = check, Result = DoctorCheck.Ok, Finding = finding };

    private static DoctorCheck Bad(string check, string finding, string fix) =>
        new() { Check = check, Result = DoctorCheck.Failed, Finding = finding, Fix = fix };
}
