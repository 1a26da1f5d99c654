using System.CommandLine;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Settings;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse feeds</c>: lists the feeds with their state and when each is due.</summary>
internal static class FeedsCommand
{
    public static Command Create()
    {
        Option<bool> check = new("--check")
        {
            Description = "Ask every source that is on once, store nothing, and show what came back: finds a feed that has moved.",
        };
        Option<string?> settings = ConfiguredHost.SettingsOption();
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "feeds",
            "Lists the news and price feeds: their source, their state, when each is due, and why one is off.",
            "marketpulse feeds",
            "marketpulse feeds --check",
            "marketpulse feeds --settings local.settings.json --output json")
        {
            check, settings, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartConfiguredHostAsync(
                context.Get(settings), opened, cancellationToken);
            if (context.Get(check))
            {
                await CheckAsync(host, context, cancellationToken);
                return;
            }

            List<FeedCursor> cursors = await host.Step<ICursorStore>().ReadAllAsync(cancellationToken).ToListAsync(cancellationToken);
            IReadOnlyList<ConfiguredFeed> feeds = host.Step<IReadOnlyList<ConfiguredFeed>>();
            context.Output.Write(FeedView.Rows(feeds.Select(feed => FeedState.FromCursors(feed, cursors, context.Clock.GetUtcNow()))));
        });
        return command;
    }

    private static async Task CheckAsync(LocalHost host, CommandContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<FeedCheck> checks = await context.Progress.RunAsync("Asking every source", _ => FeedChecks.RunAsync(
            host.Step<IReadOnlyList<ConfiguredFeed>>(),
            host.Services.GetServices<INewsFeed>(),
            host.Services.GetServices<IPriceFeed>(),
            host.Step<Watchlist>(),
            context.Clock,
            cancellationToken));
        context.Output.Write(FeedCheckView.Rows(checks));
        foreach (FeedCheck failed in checks.Where(check => check.Result == FeedCheck.Failed))
        {
            context.Fail($"{failed.Feed}: {failed.Why ?? failed.Outcome}");
        }
    }
}
