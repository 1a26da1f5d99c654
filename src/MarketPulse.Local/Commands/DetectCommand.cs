using System.CommandLine;
using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Times;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline;

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
        var fit = new Option<string[]>("--fit")
        {
            Description = "Fit the event model on two thirds of the labels in these files and print its eventmodel.json.",
            HelpName = "LABELS.csv ...",
            AllowMultipleArgumentsPerToken = true,
        };
        var fitClusters = new Option<string?>("--fit-clusters")
        {
            Description = "Fit the weights of clustering on headlines whose acts are labelled (id, published, title, act) and print its "
                + "clusteringmodel.json. Words are counted in the headlines of --titles.",
            HelpName = "ACTS.csv",
        };
        var titles = new Option<string?>("--titles")
        {
            Description = "With --evaluate or --fit: a CSV with id, published and title, for files of labels that hold only ids. With "
                + "--fit-clusters: the headlines in which words are counted. Default: those of the labels.",
            HelpName = "FILE.csv",
        };
        var lexicon = new Option<string?>("--lexicon")
        {
            Description = "Use this lexicon instead of the one that ships; an eventmodel.json beside it is its event model.",
            HelpName = "FILE.json",
        };
        var compare = new Option<string[]>("--compare")
        {
            Description = "Print the verdicts on which two lexicons disagree, with the phrases that differ. FILE may also be a CSV of "
                + "labelled headlines.",
            HelpName = "OLD.json NEW.json",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
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
            path, published, labels, fit, fitClusters, titles, lexicon, compare, clusters,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            TradeDetector detector = LexiconFiles.Detector(context.Get(lexicon));
            if (context.Get(fit) is { Length: > 0 } fitted)
            {
                LabelledHeadline[] all = [.. fitted.SelectMany(file => LabelFile.Read(file, context.Get(titles)))];
                context.Output.WriteText(await ComputeAsync(
                    context, "Fitting the event model", () => EventModelFit.Fit(detector.Lexicon, all), cancellationToken));
                return;
            }

            if (context.Get(fitClusters) is { } clustered)
            {
                context.Output.WriteText(await ComputeAsync(
                    context, "Fitting the weights", () => FitClusters(detector, clustered, context.Get(titles)), cancellationToken));
                return;
            }

            if (context.Get(labels) is { } labelled)
            {
                IReadOnlyList<LabelledHeadline> headlines = LabelFile.Read(labelled, context.Get(titles));
                DetectorReport.Print(context.Output, await ComputeAsync(
                    context, "Evaluating", () => new DetectorEvaluation(detector, headlines), cancellationToken));
                return;
            }

            if (context.Get(path) is not { } given)
            {
                throw CommandError.BadArguments(
                    "Give a file or folder of articles, - for standard input, --evaluate LABELS.csv, --fit LABELS.csv or "
                    + "--fit-clusters ACTS.csv.");
            }

            if (context.Get(compare) is [var old, var other])
            {
                await DetectorComparison.PrintAsync(
                    context,
                    LexiconFiles.Detector(old),
                    LexiconFiles.Detector(other),
                    LabelFile.IsLabels(given)
                        ? [.. LabelFile.Read(given, null).Select(label => (ArticleOf(label), (LabelledHeadline?)label))]
                        : [.. (await ReadAsync(context, given, context.Get(published), cancellationToken))
                            .Select(article => (article, (LabelledHeadline?)null))],
                    cancellationToken);
                return;
            }

            IReadOnlyList<Article> articles = await ReadAsync(context, given, context.Get(published), cancellationToken);
            List<Detection> detections = await context.Progress.RunAsync(
                "Detecting", report => Task.Run(() => Detect(detector, articles, report, cancellationToken), cancellationToken));
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

    private static string FitClusters(TradeDetector detector, string path, string? titles)
    {
        List<LabelledAct> acts = LabelFile.ReadActs(path);
        try
        {
            return ClusteringFit.Fit(detector, acts, titles is null ? acts.Select(act => act.Title) : LabelFile.ReadTitles(titles));
        }
        catch (ArgumentException e)
        {
            throw CommandError.BadArguments($"{path}: {e.Message}");
        }
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

    private static Article ArticleOf(LabelledHeadline label) => new()
    {
        Id = label.Id,
        Feed = "labels",
        Title = label.Title,
        Published = new DateTimeOffset(label.Published, TimeOnly.MinValue, TimeSpan.Zero),
    };

    /// <summary>Computes on another thread, because this one has to react to Ctrl+C.</summary>
    private static Task<T> ComputeAsync<T>(CommandContext context, string what, Func<T> compute, CancellationToken cancellationToken) =>
        context.Progress.RunAsync(what, _ => Task.Run(compute, cancellationToken));

    private static List<Detection> Detect(
        TradeDetector detector, IReadOnlyList<Article> articles, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        int done = 0;
        return
        [
            .. articles.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(article =>
            {
                var detection = new Detection(article, detector.Detect(article), detector.Explain(article));
                report(new WorkProgress("Detecting", Interlocked.Increment(ref done), articles.Count, "articles"));
                return detection;
            }),
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
