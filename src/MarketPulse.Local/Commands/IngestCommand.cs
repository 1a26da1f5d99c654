using System.CommandLine;
using System.Globalization;
using MarketPulse.Feeds.Times;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse ingest</c>: runs the user's articles and prices through the whole pipeline.</summary>
internal static class IngestCommand
{
    /// <summary>Number of rows in a printed table; JSON and CSV have all of them.</summary>
    private const int Shown = 20;

    public static Command Create()
    {
        var articles = new Option<string?>("--articles")
        {
            Description = "Articles: a .txt, .jsonl or .csv file (id,url,title,body,published,source; only the title is required), or a "
                + "folder of such files.",
            HelpName = "PATH",
        };
        var prices = new Option<string?>("--prices")
        {
            Description = "Folder with one CSV of daily bars per symbol, named after it; the header names the columns (Date, Open, "
                + "High, Low, Close, Adj Close, Volume).",
            HelpName = "DIR",
        };
        var watchlist = new Option<string?>("--watchlist")
        {
            Description = "The instruments to score. Default: those of the price files, as in the shipped watchlist; others use SPY as "
                + "benchmark if there is an SPY.csv.",
            HelpName = "FILE",
        };
        var portfolios = new Option<string?>("--portfolios")
        {
            Description = "JSON array of name, symbol and weight: each name is scored as one more instrument.",
            HelpName = "FILE.json",
        };
        Option<PublishedTime?> published = SharedOptions.Published(
            "Publication time of articles that have none, such as 2025-06-02T12:00Z; with a date alone, day 0 is uncertain.");
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "ingest",
            "Runs your articles and prices through the whole pipeline: finds the trade events, scores them, and stores everything. "
                + "Running it twice changes nothing.",
            "marketpulse ingest --articles news/ --prices prices/",
            "marketpulse ingest --articles story.txt --published 2025-06-02T12:00Z")
        {
            articles, prices, watchlist, portfolios, published, data, storage,
        };
        command.OnRun((context, cancellationToken) =>
        {
            var paths = new IngestPaths(
                context.Get(articles), context.Get(prices), context.Get(watchlist), context.Get(portfolios), context.Get(published));
            paths.Check();
            return RunAsync(context, paths, context.Get(data), context.Get(storage), cancellationToken);
        });
        return command;
    }

    private static async Task RunAsync(
        CommandContext context, IngestPaths paths, string? dataFolder, string? connection, CancellationToken cancellationToken)
    {
        IngestFiles? files = null;
        IngestResult result = await context.Progress.RunAsync("Reading files", async report =>
        {
            files = await Task.Run(() => IngestFiles.Read(paths, context, cancellationToken), cancellationToken);
            await using LocalStorage storage = await LocalStorage.OpenAsync(dataFolder, connection, report, cancellationToken);
            IngestInput input = await files.WithStoredInstrumentsAsync(storage, context, report, cancellationToken);
            return await Ingestion.RunAsync(input, storage, context, report, cancellationToken);
        });
        Print(context.Output, result);
        context.Output.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(files!.Articles.Count, "article")} read, {result.NewArticles} new; {Count(files.Histories.Count, "price file")} "
                + $"read, {Count(result.NewBars, "new bar")}; {Count(result.Events.Count, "event")}, "
                + $"{Count(result.Scores.Count, "score")}."));
    }

    private static void Print(Output output, IngestResult result)
    {
        if (output.Format != OutputFormat.Table)
        {
            output.WriteDocument([EventView.Rows(result.Events), ScoreView.Rows(result.Scores)]);
            return;
        }

        output.WriteDocument(
        [
            EventView.Rows(result.Events.TakeLast(Shown), Title("Trade events", "last", result.Events.Count)),
            ScoreView.Rows(
                result.Scores.OrderByDescending(score => Math.Abs(score.AdjustedScore ?? 0)).Take(Shown),
                Title("Impact scores", "strongest", result.Scores.Count)),
        ]);
        if (result.Scores.Count > Shown)
        {
            output.Say("marketpulse scores shows all of them.");
        }
    }

    private static string Title(string what, string which, int count) =>
        count > Shown ? string.Create(CultureInfo.InvariantCulture, $"{what}: the {which} {Shown} of {count:N0}") : what;

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
