using System.CommandLine;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Queries;

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
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartHostAsync(opened, cancellationToken);
            TradeEvent found = await FindAsync(context.Get(eventId)!, host, cancellationToken);
            EventWindow over = context.Get(window) ?? new EventWindow(0, 0);
            ExplainedScore explained = await context.Progress.RunAsync(
                "Computing", _ => host.Step<ExplainScore>().RunAsync(found, context.Get(symbol)!, over.Key, cancellationToken));
            if (explained.Score is not { } score)
            {
                throw CommandError.Failed(explained.Missing!);
            }

            if (explained.Remark is { } remark)
            {
                context.Warn(remark);
            }

            context.Output.Write(RowSet.Create(
                "steps",
                explained.Steps,
                [
                    new("", step => CellText.ForLine(step.Number)) { Right = true },
                    new("step", step => step.Title),
                    new("computation", step => step.Text) { Wraps = true },
                ],
                title: $"{score.Symbol} {over.Label} after {found.EventId}"));
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
}
