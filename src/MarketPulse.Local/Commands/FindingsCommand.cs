using System.CommandLine;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse findings</c>: which instruments react on the day of the news, and what survives the robustness checks.</summary>
internal static class FindingsCommand
{
    public static Command Create()
    {
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "findings",
            "Shows which instruments react to escalation and to de-escalation on the day of the news, how surely, and which robustness "
                + "checks each reaction passes. docs/history.md defines them.",
            "marketpulse findings",
            "marketpulse findings --output csv > findings.csv")
        {
            data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartHostAsync(opened, cancellationToken);
            List<ReactionFinding> rows = await context.Progress.RunAsync("Reading findings", _ => host.Step<IRowReader>()
                .ReadAsync<ReactionFinding>(new RowQuery(), cancellationToken)
                .Select(stored => stored.Row)
                .ToListAsync(cancellationToken).AsTask());
            context.Output.Write(FindingView.Rows(
                rows.OrderBy(row => row.P ?? double.MaxValue), "Reactions on day 0, net of the benchmark", withChecks: true));
            if (rows.Count == 0)
            {
                context.Warn("There are no findings yet; run marketpulse ingest first.");
            }

            foreach (string missing in FindingView.Missing(rows))
            {
                context.Warn(missing);
            }
        });
        return command;
    }
}
