using System.CommandLine;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Impact;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse explain</c>: one score number by number.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var eventId = new Argument<string>("EVENT") { Description = "Id of a stored event; marketpulse scores lists them." };
        var symbol = new Argument<string>("SYMBOL") { Description = "An instrument." };
        Option<EventWindow?> window = SharedOptions.Window("--window", "The window, such as -1,1. Default: 0,0.");
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "explain",
            "Explains one score number by number: from the article's phrases and day 0 through fit, variance and tests to q.",
            "marketpulse explain 20250602T120000Z-1f0c9a3e FXI",
            "marketpulse explain 20250602T120000Z-1f0c9a3e FXI --window 0,5")
        {
            eventId, symbol, window, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            await using LocalStorage opened = await LocalStorage.OpenAsync(
                context.Get(data), context.Get(storage), static _ => { }, cancellationToken);
            await using LocalHost host = await LocalHost.StartAsync(opened, context.Clock, cancellationToken);
            TradeEvent found = await FindAsync(context.Get(eventId)!, host, cancellationToken);
            string key = (context.Get(window) ?? new EventWindow(0, 0)).Key;
            List<ImpactScore> scores = await host.Scores.ReadEventAsync(found.EventId, cancellationToken).ToListAsync(cancellationToken);
            ImpactScore score = Choose(scores, context.Get(symbol)!, key);
            List<AbnormalReturn> path = await host.Scores.ReadPathsAsync(found.EventId, score.Symbol, cancellationToken)
                .ToListAsync(cancellationToken);
            IReadOnlyList<DecidingPhrase> phrases = await PhrasesAsync(found, host, context, cancellationToken);
            context.Output.Write(RowSet.Create(
                "steps",
                ScoreExplanation.Steps(found, phrases, score, [.. scores.Where(row => row.WindowKey == key)], path),
                [
                    new("", step => CellText.ForLine(step.Number)) { Right = true },
                    new("step", step => step.Title),
                    new("computation", step => step.Text) { Wraps = true },
                ],
                title: $"{score.Symbol} {EventWindow.Parse(key).Label} after {found.EventId}"));
        });
        return command;
    }

    private static async Task<TradeEvent> FindAsync(string eventId, LocalHost host, CancellationToken cancellationToken) =>
        await host.Events.FindAsync(eventId, cancellationToken) switch
        {
            null => throw CommandError.Failed($"'{eventId}' is no event in this storage; marketpulse scores lists the event ids."),
            { Status: EventStatus.Superseded } old => throw CommandError.Failed(
                $"'{eventId}' was superseded by '{old.SupersededBy}'; use that id."),
            { Status: EventStatus.Voided } => throw CommandError.Failed(
                $"'{eventId}' was voided by a correction; marketpulse correct --list '{eventId}' shows it."),
            { } found => found,
        };

    private static ImpactScore Choose(List<ImpactScore> scores, string symbol, string key)
    {
        ImpactScore[] ofSymbol = [.. scores.Where(score => score.Symbol.Equals(symbol, StringComparison.OrdinalIgnoreCase))];
        string Listed(IEnumerable<string> values) => string.Join(", ", values.Distinct(StringComparer.Ordinal));
        return ofSymbol.Length == 0
            ? throw CommandError.Failed(
                $"The event has no score for {symbol}; it has scores for {Listed(scores.Select(score => score.Symbol))}.")
            : Array.Find(ofSymbol, score => score.WindowKey == key)
                ?? throw CommandError.Failed(
                    $"{symbol} has no score over {EventWindow.Parse(key).Label}; "
                    + $"it has {Listed(ofSymbol.Select(score => EventWindow.Parse(score.WindowKey).Label))}.");
    }

    /// <summary>What decides the verdict on the first report today; empty when another lexicon decided it.</summary>
    private static async Task<IReadOnlyList<DecidingPhrase>> PhrasesAsync(
        TradeEvent found, LocalHost host, CommandContext context, CancellationToken cancellationToken)
    {
        if (found.Articles.Count == 0
            || await host.Step<IArticleStore>().FindAsync(found.Articles[0], cancellationToken) is not { } stored)
        {
            return [];
        }

        ArticleVerdict verdict = new TradeDetector().Detect(stored.Article);
        if (verdict.LexiconVersion == found.LexiconVersion)
        {
            return verdict.Phrases;
        }

        context.Warn(
            $"Lexicon {found.LexiconVersion} decided this event, and this is {verdict.LexiconVersion}, so its phrases are left out.");
        return [];
    }
}
