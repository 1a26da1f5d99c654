using System.CommandLine;
using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Times;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse detect</c>: what the detector finds in articles, and why. It stores nothing.</summary>
internal static class DetectCommand
{
    private const string StandardInput = "-";

    public static Command Create()
    {
        var path = new Argument<string>("FILE|DIR|-")
        {
            Description = "Articles: a .txt, .jsonl or .csv file, a folder of such files, or - for one article on standard input.",
        };
        path.Arity = ArgumentArity.ZeroOrOne;
        var labels = new Option<string?>("--evaluate")
        {
            Description = "Evaluate the detector instead, on a CSV of labelled headlines: id, published, title, is_event (0 or 1), "
                + "stance (E, D, M, N or -).",
            HelpName = "LABELS.csv",
        };
        var fit = new Option<bool>("--fit")
        {
            Description = "With --evaluate, print the event model's weights fitted on two thirds of the labels.",
        };
        var clusters = new Option<bool>("--clusters")
        {
            Description = "Print the event that each article reports instead: articles about one act have the same event id.",
        };
        Option<PublishedTime?> published = SharedOptions.Published("Publication time of articles that have none. Default: today.");
        var command = new MarketPulseSubcommand(
            "detect",
            "Shows what the detector finds in each article, with the deciding phrases. Nothing is stored.",
            "marketpulse detect story.txt",
            "echo 'China imposes 34% tariff on all US goods' | marketpulse detect -",
            "marketpulse detect headlines.csv --clusters --output csv")
        {
            path, published, labels, fit, clusters,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            if (context.Get(labels) is { } labelled)
            {
                if (context.Get(fit))
                {
                    DetectorReport.PrintFit(context.Output, labelled);
                }
                else
                {
                    DetectorReport.Print(context.Output, labelled);
                }

                return;
            }

            if (context.Get(path) is not { } given)
            {
                throw CommandError.BadArguments("Give a file or folder of articles, - for standard input, or --evaluate LABELS.csv.");
            }

            IReadOnlyList<Article> articles = await ReadAsync(context, given, context.Get(published), cancellationToken);
            List<Detection> detections = Detect(articles, cancellationToken);
            if (context.Get(clusters))
            {
                ClusterView.Print(context.Output, detections);
            }
            else
            {
                Print(context.Output, detections);
            }
        });
        return command;
    }

    private static async Task<IReadOnlyList<Article>> ReadAsync(
        CommandContext context, string path, PublishedTime? published, CancellationToken cancellationToken)
    {
        if (path != StandardInput && !File.Exists(path) && !Directory.Exists(path))
        {
            throw CommandError.BadArguments($"There is no file or folder '{path}'; give - to read standard input.");
        }

        // The result does not depend on the day of the article, except for the year of dates that omit it.
        PublishedTime time = published ?? PublishedTime.OfDate(DateOnly.FromDateTime(context.Clock.GetUtcNow().UtcDateTime));
        var files = new ArticleFiles(context.Clock);
        ArticleFile read = path == StandardInput
            ? await files.ReadTextAsync(context.Input, "standard input", time, cancellationToken)
            : files.Read(path, time);
        context.Tell(read.Errors);
        return read.Articles;
    }

    private static List<Detection> Detect(IReadOnlyList<Article> articles, CancellationToken cancellationToken)
    {
        var detector = new TradeDetector();
        return
        [
            .. articles.AsParallel().AsOrdered().WithCancellation(cancellationToken)
                .Select(article => new Detection(article, detector.Detect(article))),
        ];
    }

    private static void Print(Output output, List<Detection> detections)
    {
        if (output.Format != OutputFormat.Table)
        {
            output.Write(DetectionView.Rows(detections));
            return;
        }

        foreach (Detection detection in detections)
        {
            output.WriteCard(DetectionView.CardOf(detection));
        }

        int events = detections.Count(detection => detection.Verdict.IsEvent);
        output.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{detections.Count:N0} article{(detections.Count == 1 ? "" : "s")}: {events:N0} report{(events == 1 ? "s" : "")} a trade "
                + $"event."));
    }
}
