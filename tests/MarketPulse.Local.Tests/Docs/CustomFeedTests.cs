using System.Diagnostics;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Local.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Local.Tests.Docs;

/// <summary>The sample of a custom feed (docs/feeds.md), run as its own program.</summary>
public class CustomFeedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Sample = Path.Combine(Repository.Root, "samples", "CustomFeed");

    [Fact]
    public async Task Notices_of_the_sample_become_events_once_and_bad_lines_are_named()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string notices = Path.Combine(Directory.CreateTempSubdirectory("marketpulse-test-").FullName, "notices.tsv");
        File.Copy(Path.Combine(Sample, "notices.tsv"), notices);
        await using LocalStorage storage = await LocalStorage.OpenTemporaryAsync(static _ => { }, cancel);

        (await RunAsync(notices, storage.ConnectionString)).ShouldBe((0, "notices: 2 new", ""));
        await File.AppendAllTextAsync(notices, "yesterday\tUS raises tariffs\n2025-06-02T09:00:00Z\tstill being writ", cancel);
        (await RunAsync(notices, storage.ConnectionString)).ShouldBe(
            (0, "notices: 0 new", "notices.tsv, line 3: expected a time such as 2025-04-04T10:00:00Z, a tab and a headline."));

        await using LocalHost host = await LocalHost.StartAsync(
            storage, TimeProvider.System, cancel, services => services.AddSingleton(new Watchlist([])));
        await host.FindEventsAsync(static _ => { }, cancel);
        List<TradeEvent> events = await host.Events.ReadAsync(
            DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancel).ToListAsync(cancel);
        events.Select(found => found.Stance).ShouldBe([Stance.Escalation, Stance.Deescalation], ignoreOrder: true);
    }

    [Fact]
    public async Task Sample_names_the_setting_that_is_missing()
    {
        (int exitCode, _, string error) = await RunAsync(Path.Combine(Sample, "notices.tsv"), connection: "");

        exitCode.ShouldBe(2);
        error.ShouldContain("Storage__ConnectionString");
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string notices, string connection)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        using Process process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "CustomFeed.dll"), notices },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Storage__ConnectionString"] = connection },
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }
}
