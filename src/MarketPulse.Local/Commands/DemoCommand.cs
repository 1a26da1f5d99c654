using System.CommandLine;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Sample;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse demo</c>: runs shipped data through the whole pipeline.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Option<bool> simulated = new("--simulated")
        {
            Description = "Use twelve articles and a simulated market whose true reactions are known, instead of the real history.",
        };
        Option<string?> history = new("--history")
        {
            Description = "Folder with events.csv, watchlist.json and prices, in place of the shipped history.",
            HelpName = "DIR",
        };
        Option<string?> data = SharedOptions.Data();
        data.Description = "Keep the demo's data in this folder. Default: keep nothing.";
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "demo",
            "Runs real history (170 trade events of 2017 to 2026, exchange rates of the Federal Reserve) through the whole pipeline in "
                + "separate storage, and shows which currencies reacted to escalation and to easing, and how surely.",
            "marketpulse demo",
            "marketpulse demo --data history",
            "marketpulse demo --simulated --output json > demo.json")
        {
            simulated, history, data, storage,
        };
        command.OnRun((context, cancellationToken) =>
        {
            var target = new DemoStorageOptions(context.Get(data), context.Get(storage));
            LocalStorage.CheckTarget(target.Folder, target.Connection);
            return context.Get(simulated)
                ? context.Get(history) is null
                    ? SimulatedDemo.RunAsync(context, target, cancellationToken)
                    : throw CommandError.BadArguments("--simulated and --history cannot be combined.")
                : HistoryDemo.RunAsync(context, context.Get(history), target, cancellationToken);
        });
        return command;
    }
}

/// <summary>Where the demo keeps its data.</summary>
/// <param name="Folder">Folder of a storage that the command starts, or null.</param>
/// <param name="Connection">Connection string of a storage, or null. With neither, nothing is kept.</param>
internal sealed record DemoStorageOptions(string? Folder, string? Connection)
{
    /// <summary>Runs the input through the pipeline.</summary>
    public Task<IngestResult> IngestAsync(IngestInput input, CommandContext context, CancellationToken cancellationToken) =>
        context.Progress.RunAsync("Starting", async report =>
        {
            await using LocalStorage storage = Folder is null && Connection is null
                ? await LocalStorage.OpenTemporaryAsync(report, cancellationToken)
                : await LocalStorage.OpenAsync(Folder, Connection, report, cancellationToken);
            return await Ingestion.RunAsync(input, storage, context, report, cancellationToken);
        });
}
