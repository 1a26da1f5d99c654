using System.CommandLine;
using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Times;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse analogues</c>: the past events most similar to an event, and what followed them.</summary>
internal static class AnaloguesCommand
{
    public static Command Create()
    {
        var subject = new Argument<string>("EVENT|FILE")
        {
            Description = "Id of a stored event, or a file of articles (.txt, .jsonl, .csv), which are not stored.",
        };
        Option<PublishedTime?> published = SharedOptions.Published("Publication time of articles that have none. Default: now.");
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "analogues",
            "Shows the ten past events most similar to an event, with the distance by term, and what followed them in every instrument: "
                + "a first answer before the market moves.",
            "marketpulse analogues 20250602T120000Z-1f0c9a3e",
            "marketpulse analogues story.txt --output json")
        {
            subject, published, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            string given = context.Get(subject)!;
            IReadOnlyList<TradeEvent> fromFile = File.Exists(given) ? Read(given, context.Get(published), context) : [];
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartHostAsync(opened, cancellationToken);
            IReadOnlyList<TradeEvent> events = fromFile.Count > 0 ? fromFile : [await FindAsync(given, host, cancellationToken)];
            await PrintAsync(events, host, context, cancellationToken);
        });
        return command;
    }

    private static async Task PrintAsync(
        IReadOnlyList<TradeEvent> events, LocalHost host, CommandContext context, CancellationToken cancellationToken)
    {
        List<AnalogueAnswer> answers = await context.Progress.RunAsync("Comparing", async report =>
        {
            var found = new List<AnalogueAnswer>();
            foreach (TradeEvent one in events)
            {
                report(new WorkProgress("Comparing", found.Count, events.Count, "events"));
                found.Add(await host.Step<FindAnalogues>().AnswerAsync(one, cancellationToken));
            }

            return found;
        });
        context.Output.WriteDocument(
        [
            AnalogueView.Analogues(answers.SelectMany(answer => answer.Analogues)),
            AnalogueView.Outcomes(answers.SelectMany(answer => answer.Outcomes)),
        ]);
        for (int i = 0; i < events.Count; i++)
        {
            if (answers[i].Usable < AnalogueOutcome.Fewest)
            {
                context.Warn(
                    $"{events[i].EventId}: {answers[i].Usable} usable analogues; a distribution needs at least {AnalogueOutcome.Fewest}.");
            }
        }
    }

    private static IReadOnlyList<TradeEvent> Read(string path, PublishedTime? published, CommandContext context)
    {
        ArticleFile read = new ArticleFiles(context.Clock).Read(path, published ?? PublishedTime.OfMoment(context.Clock.GetUtcNow()));
        context.Tell(read.Errors);
        var detector = new TradeDetector();
        IReadOnlyList<TradeEvent> events =
            EventClustering.Cluster(read.Articles.Select(article => ArticleFacts.FromVerdict(article, detector.Detect(article)))).Events;
        return events.Count > 0
            ? events
            : throw CommandError.Failed($"{path}: no article reports a trade event; marketpulse detect shows why.");
    }

    private static async Task<TradeEvent> FindAsync(string eventId, LocalHost host, CancellationToken cancellationToken) =>
        await host.Events.FindAsync(eventId, cancellationToken) switch
        {
            null => throw CommandError.Failed(
                $"'{eventId}' is neither a file nor an event in this storage; marketpulse scores lists the event ids."),
            { Status: EventStatus.Superseded } old => throw CommandError.Failed(
                $"'{eventId}' was superseded by '{old.SupersededBy}'; use that id."),
            { Status: EventStatus.Voided } => throw CommandError.Failed(
                $"'{eventId}' was voided by a correction; marketpulse correct --list '{eventId}' shows it."),
            { } found => found,
        };
}
