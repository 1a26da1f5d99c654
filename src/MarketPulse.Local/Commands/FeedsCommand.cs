using System.CommandLine;
using MarketPulse.Feeds.Settings;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse feeds</c>: lists the feeds with their state and when each is due.</summary>
internal static class FeedsCommand
{
    public static Command Create()
    {
        Option<string?> settings = ConfiguredHost.SettingsOption();
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "feeds",
            "Lists the news and price feeds: their source, their state, when each is due, and why one is off.",
            "marketpulse feeds",
            "marketpulse feeds --settings local.settings.json --output json")
        {
            settings, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            await using LocalStorage opened = await LocalStorage.OpenAsync(
                context.Get(data), context.Get(storage), static _ => { }, cancellationToken);
            await using LocalHost host = await ConfiguredHost.StartAsync(context.Get(settings), opened, context.Clock, cancellationToken);
            List<FeedCursor> cursors = await host.Step<ICursorStore>().ReadAllAsync(cancellationToken).ToListAsync(cancellationToken);
            IReadOnlyList<ConfiguredFeed> feeds = host.Step<IReadOnlyList<ConfiguredFeed>>();
            context.Output.Write(FeedView.Rows(feeds.Select(feed => FeedState.FromCursors(feed, cursors, context.Clock.GetUtcNow()))));
        });
        return command;
    }
}
