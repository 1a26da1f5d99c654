using System.CommandLine;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Settings;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse poll</c>: polls the feeds, once or until stopped, and runs new articles and bars through the pipeline.</summary>
internal static class PollCommand
{
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMinutes(1);

    public static Command Create()
    {
        var once = new Option<bool>("--once")
        {
            Description = "Poll the feeds that are due and exit. Default: poll every minute until Ctrl+C.",
        };
        var feed = new Option<string?>("--feed") { Description = "Poll only this feed, due or not, and exit.", HelpName = "NAME" };
        Option<string?> settings = ConfiguredHost.SettingsOption();
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "poll",
            "Reads news and prices from the configured feeds and runs what is new through the pipeline: articles, events, scores.",
            "marketpulse poll --once",
            "marketpulse poll --feed ustr --output json")
        {
            once, feed, settings, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartConfiguredHostAsync(
                context.Get(settings), opened, cancellationToken);
            string? name = context.Get(feed);
            CheckName(name, host.Step<IReadOnlyList<ConfiguredFeed>>());
            await host.Dimensions.SaveInstrumentsAsync([.. host.Step<Watchlist>().Instruments], cancellationToken);
            bool goesOn = name is null && !context.Get(once);
            do
            {
                IReadOnlyList<FeedPoll> polls = await RoundAsync(host, name, context, cancellationToken);
                if (polls.Count > 0 || context.Output.Format != OutputFormat.Table)
                {
                    context.Output.Write(PollView.Rows(polls));
                }
                else if (!goesOn)
                {
                    context.Output.Say("No feed is due; marketpulse feeds shows when.");
                }
            }
            while (goesOn && await WaitAsync(context.Clock, cancellationToken));
        });
        return command;
    }

    private static void CheckName(string? name, IReadOnlyList<ConfiguredFeed> feeds)
    {
        ConfiguredFeed[] named = [.. feeds.Where(feed => feed.Name == name)];
        if (name is not null && named.Length == 0)
        {
            throw CommandError.BadArguments(
                $"--feed: '{name}' is not one of {string.Join(", ", feeds.Select(feed => feed.Name).Distinct(StringComparer.Ordinal))}.");
        }

        if (named.Length > 0 && named.All(feed => feed.OffBecause is not null))
        {
            throw CommandError.Failed($"The feed '{name}' is off: {named[0].OffBecause}.");
        }
    }

    private static async Task<IReadOnlyList<FeedPoll>> RoundAsync(
        LocalHost host, string? feed, CommandContext context, CancellationToken cancellationToken)
    {
        FeedPoll[] polls = await context.Progress.RunAsync("Reading prices", async report =>
        {
            PollSummary prices = await host.Step<PollPrices>().RunAsync(feed, cancellationToken);
            report("Reading news");
            PollSummary news = await host.Step<PollNews>().RunAsync(feed, cancellationToken);
            return (FeedPoll[])[.. news.Feeds, .. prices.Feeds];
        });
        foreach (FeedPoll poll in polls)
        {
            bool failed = poll.Outcome is not (PollOutcome.New or PollOutcome.Unchanged or PollOutcome.Empty);
            foreach (string error in poll.Errors)
            {
                if (failed)
                {
                    context.Fail(error);
                }
                else
                {
                    context.Warn(error);
                }
            }
        }

        IReadOnlyList<DeadLetter> letters = await context.Progress.RunAsync(
            "Finding events", report => host.DrainAsync(report, cancellationToken));
        foreach (DeadLetter letter in letters)
        {
            context.Fail($"{letter.Queue}: {letter.Description}");
        }

        return polls;
    }

    private static async Task<bool> WaitAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(BetweenRounds, clock, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            // Nothing is in progress between two rounds: this is the normal way to stop.
            return false;
        }
    }
}
