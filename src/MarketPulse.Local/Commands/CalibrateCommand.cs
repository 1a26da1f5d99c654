using System.CommandLine;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse calibrate</c>: how the scores behave on quiet days.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        var symbol = new Option<string?>("--symbol")
        {
            Description = "Only this instrument; the stored table does not change.",
            HelpName = "SYMBOL",
        };
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "calibrate",
            "Scores the quiet windows of the last 12 months as if they were events, and shows how often a score exceeds 95 or 99 by "
                + "chance; the nominal shares are 5% and 1%.",
            "marketpulse calibrate",
            "marketpulse calibrate --symbol FXI --output csv")
        {
            symbol, data, storage,
        };
        command.OnRun((context, cancellationToken) =>
            RunAsync(context, context.Get(symbol), context.Get(data), context.Get(storage), cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        CommandContext context, string? symbol, string? dataFolder, string? connection, CancellationToken cancellationToken)
    {
        IReadOnlyList<Calibration> rows = await context.Progress.RunAsync("Calibrating", async report =>
        {
            await using LocalStorage storage = await LocalStorage.OpenAsync(dataFolder, connection, report, cancellationToken);
            await using LocalHost host = await LocalHost.StartAsync(
                storage, context.Clock, cancellationToken, report: report);
            List<Instrument> instruments = await host.Dimensions.ReadInstrumentsAsync(cancellationToken).ToListAsync(cancellationToken);
            if (instruments.Count == 0)
            {
                throw CommandError.Failed("There are no instruments in this storage yet; run marketpulse ingest first.");
            }

            if (symbol is not null && !instruments.Exists(instrument => instrument.Symbol == symbol))
            {
                throw CommandError.BadArguments(
                    $"--symbol: '{symbol}' is not one of {string.Join(", ", instruments.Select(instrument => instrument.Symbol))}.");
            }

            var step = new CalibrateScores(
                host.Events, host.Step<IPriceStore>(), host.Step<IDimensionWriter>(), new Watchlist(instruments), host.Step<StudyOptions>(),
                context.Clock);
            return symbol is null
                ? await step.RunAsync(cancellationToken)
                : await step.MeasureAsync(instruments.Where(instrument => instrument.Symbol == symbol), cancellationToken);
        });
        context.Output.Write(RowSet.Create("calibration", rows, View, title: "Scores of quiet windows, last 12 months"));
        context.Output.Say("Share of quiet windows with a score beyond 95 or 99; nominal 5% and 1%.");
    }

    private static IReadOnlyList<ViewColumn<Calibration>> View { get; } =
    [
        new("symbol", row => row.Symbol),
        new("window", row => EventWindow.Parse(row.WindowKey).Label),
        new("windows", row => CellText.ForLine(row.Windows)) { Right = true },
        new("adjusted 95", row => ScoreView.Percent(row.AdjustedBeyond95)) { Right = true },
        new("adjusted 99", row => ScoreView.Percent(row.AdjustedBeyond99)) { Right = true },
        new("overall 95", row => ScoreView.Percent(row.OverallBeyond95)) { Right = true },
        new("overall 99", row => ScoreView.Percent(row.OverallBeyond99)) { Right = true, DropOrder = 3 },
        new("classical 95", row => ScoreView.Percent(row.ClassicalBeyond95)) { Right = true, DropOrder = 1 },
        new("classical 99", row => ScoreView.Percent(row.ClassicalBeyond99)) { Right = true, DropOrder = 2 },
    ];
}
