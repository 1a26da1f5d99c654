using System.CommandLine;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse scores</c>: reads impact scores back from storage.</summary>
internal static class ScoresCommand
{
    private const string Reading = "Reading scores";

    public static Command Create()
    {
        var eventId = new Option<string?>("--event") { Description = "Only this event.", HelpName = "ID" };
        var symbol = new Option<string?>("--symbol") { Description = "Only this instrument.", HelpName = "SYMBOL" };
        Option<DateOnly?> from = SharedOptions.Date("--from", "Only events on or after this UTC day.");
        Option<DateOnly?> to = SharedOptions.Date("--to", "Only events on or before this UTC day.");
        Option<EventWindow?> window = SharedOptions.Window("--window", "Only this window, such as -1,1.");
        Option<DateTimeOffset?> asOf = SharedOptions.AsOf();
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "scores",
            "Reads impact scores back from storage: one row for each event, instrument and window.",
            "marketpulse scores --symbol FXI --from 2025-04-01 --window -1,1",
            "marketpulse scores --event 20250602T120000Z-1f0c9a3e --output csv",
            "marketpulse scores --asof 2025-06-30")
        {
            eventId, symbol, from, to, window, asOf, data, storage,
        };
        command.AllowOutput(OutputFormat.Parquet);
        command.OnRun(async (context, cancellationToken) =>
        {
            if (context.Get(from) > context.Get(to))
            {
                throw CommandError.BadArguments("--from is later than --to.");
            }

            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartHostAsync(opened, cancellationToken);
            var query = new ScoreQuery
            {
                EventId = context.Get(eventId),
                Symbol = context.Get(symbol),
                From = StartOf(context.Get(from)),
                To = StartOf(context.Get(to)?.AddDays(1)),
                WindowKey = context.Get(window)?.Key,
            };
            if (context.Get(asOf) is { } moment)
            {
                context.Output.Write(ScoreView.Drawn(await context.Progress.RunAsync(
                    Reading, _ => ReadAsOfAsync(query, moment, host, cancellationToken))));
                return;
            }

            List<ImpactScore> rows = await context.Progress.RunAsync(
                Reading, _ => host.Scores.QueryAsync(query, cancellationToken).ToListAsync(cancellationToken).AsTask());
            if (rows.Count == 0)
            {
                await CheckAsync(query, host, cancellationToken);
            }

            context.Output.Write(ScoreView.Drawn(rows));
        });
        return command;
    }

    /// <summary>What the query would have found at a past moment. A name that was unknown then is not a mistake.</summary>
    private static async Task<List<ImpactScore>> ReadAsOfAsync(
        ScoreQuery query, DateTimeOffset asOf, LocalHost host, CancellationToken cancellationToken) =>
        await host.Step<AsOfReader>()
            .ReadScoresAsync(
                asOf,
                host.Step<AsOfReader>().ReadEventsAsync(asOf, query.From, query.To, cancellationToken)
                    .Where(found => query.EventId is null || found.EventId == query.EventId),
                cancellationToken)
            .Where(score =>
                (query.Symbol is null || score.Symbol == query.Symbol) && (query.WindowKey is null || score.WindowKey == query.WindowKey))
            .ToListAsync(cancellationToken);

    /// <summary>A name that the storage does not know is a mistake, not an empty answer.</summary>
    private static async Task CheckAsync(ScoreQuery query, LocalHost host, CancellationToken cancellationToken)
    {
        if (query.EventId is { } eventId
            && await host.Events.FindAsync(eventId, cancellationToken) is var found
            && found is not { Status: EventStatus.Live })
        {
            throw CommandError.Failed(
                found is null
                    ? $"--event: there is no event '{eventId}' in this storage."
                    : $"--event: '{eventId}' was superseded by '{found.SupersededBy}'; use that id.");
        }

        await KnownInstruments.CheckAsync(query.Symbol, host, cancellationToken);
    }

    private static DateTimeOffset? StartOf(DateOnly? date) =>
        date is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
