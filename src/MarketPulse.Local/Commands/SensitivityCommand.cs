using System.CommandLine;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse sensitivity</c>: how instruments have reacted to trade tension.</summary>
internal static class SensitivityCommand
{
    private static readonly string[] Kinds = ["measure", "topic", "pair"];
    private static readonly EventWindow ShownWindow = new(-1, 1);

    public static Command Create()
    {
        var symbol = new Option<string?>("--symbol") { Description = "Only this instrument.", HelpName = "SYMBOL" };
        Option<EventWindow?> window = SharedOptions.Window(
            "--window", "Only this window, such as -1,1. Default: all windows, and [-1,+1] in a table.");
        var by = new Option<string?>("--by")
        {
            Description = "One row for each measure, topic or country pair with at least 8 event days, instead of one for all events.",
            HelpName = string.Join('|', Kinds),
            CustomParser = static result => SharedOptions.Read(result, text =>
                Kinds.Contains(text) ? text : throw new FormatException($"'{text}' is not a kind of event: give measure, topic or pair.")),
        };
        Option<string?> horizon = SharedOptions.Horizon();
        var includeDateOnly = new Option<bool>("--include-date-only")
        {
            Description = "Include events of which only the date is known; computed now instead of read from storage.",
        };
        Option<DateTimeOffset?> asOf = SharedOptions.AsOf();
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "sensitivity",
            "Shows how instruments have reacted to trade tension: mean reactions, tension beta with its interval and q, placebo test, "
                + "change over time.",
            "marketpulse sensitivity --window -1,1",
            "marketpulse sensitivity --symbol FXI --by measure --output csv",
            "marketpulse sensitivity --asof 2025-06-30")
        {
            symbol, window, by, horizon, includeDateOnly, asOf, data, storage,
        };
        command.AllowOutput(OutputFormat.Parquet);
        command.OnRun(async (context, cancellationToken) =>
        {
            var query = new SensitivityQuery
            {
                Symbol = context.Get(symbol),
                WindowKey = (context.Get(window) ?? (context.Output.Format == OutputFormat.Table ? ShownWindow : null))?.Key,
                Horizon = context.Get(horizon) ?? Horizon.All.Code(),
                Kind = context.Get(by) ?? EventIndex.All,
            };
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            List<SensitivityProfile> rows = (context.Get(asOf), context.Get(includeDateOnly)) switch
            {
                ({ } moment, var withDateOnly) => await ComputeAsOfAsync(query, moment, withDateOnly, opened, context, cancellationToken),
                (null, true) => await ComputeAsync(query, opened, context, cancellationToken),
                _ => await ReadAsync(query, opened, context, cancellationToken),
            };
            context.Output.Write(SensitivityView.Rows(rows, query));
            if (rows.Count == 0)
            {
                context.Warn(query.Kind == EventIndex.All
                    ? "There are no profiles for this selection; run marketpulse ingest first, or widen the selection."
                    : $"No {query.Kind} has 8 event days or more in this selection.");
            }
        });
        return command;
    }

    private static async Task<List<SensitivityProfile>> ReadAsync(
        SensitivityQuery query, LocalStorage storage, CommandContext context, CancellationToken cancellationToken)
    {
        await using LocalHost host = await context.StartHostAsync(storage, cancellationToken);
        await KnownInstruments.CheckAsync(query.Symbol, host, cancellationToken);
        return await context.Progress.RunAsync(
            "Reading profiles",
            _ => host.Step<ISensitivityStore>().QueryAsync(query, cancellationToken).ToListAsync(cancellationToken).AsTask());
    }

    private static async Task<List<SensitivityProfile>> ComputeAsOfAsync(
        SensitivityQuery query, DateTimeOffset asOf, bool includeDateOnly, LocalStorage storage, CommandContext context,
        CancellationToken cancellationToken)
    {
        await using LocalHost host = await context.StartHostAsync(storage, cancellationToken);
        await KnownInstruments.CheckAsync(query.Symbol, host, cancellationToken);
        return await context.Progress.RunAsync("Computing", async _ =>
            (await host.Step<AsOfReader>().ReadSensitivityAsync(asOf, includeDateOnly, cancellationToken)).Where(query.Matches).ToList());
    }

    private static async Task<List<SensitivityProfile>> ComputeAsync(
        SensitivityQuery query, LocalStorage storage, CommandContext context, CancellationToken cancellationToken)
    {
        await using LocalHost reading = await context.StartHostAsync(storage, cancellationToken);
        List<Instrument> instruments = await KnownInstruments.CheckAsync(query.Symbol, reading, cancellationToken);
        await using LocalHost host = await context.StartHostAsync(
            storage, cancellationToken, services => services.AddSingleton(new Watchlist(instruments)));
        return await context.Progress.RunAsync("Computing", async _ =>
            (await host.Step<MeasureSensitivity>().RunAsync(includeDateOnly: true, cancellationToken)).Where(query.Matches).ToList());
    }
}
