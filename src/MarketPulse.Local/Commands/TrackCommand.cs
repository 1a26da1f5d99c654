using System.CommandLine;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse track</c>: how the forecasts that were locked before the market reacted have done.</summary>
internal static class TrackCommand
{
    private const int HashLength = 64;

    public static Command Create()
    {
        Option<DateOnly?> from = SharedOptions.Date("--from", "Only events on or after this UTC day.");
        var symbol = new Option<string?>("--symbol") { Description = "Only this instrument.", HelpName = "SYMBOL" };
        var check = new Option<bool>("--check")
        {
            Description = "Check that the ledger of forecasts is as it was written, instead of showing the record.",
        };
        var head = new Option<string?>("--head")
        {
            Description = "With --check: a head that was published earlier, which must be part of the ledger.",
            HelpName = "HASH",
            CustomParser = static result => SharedOptions.Read(result, text =>
                text.Length == HashLength && text.All(char.IsAsciiHexDigit)
                    ? text
                    : throw new FormatException($"'{text}' is not a head: give the {HashLength} hexadecimal digits of /api/track.")),
        };
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "track",
            "Shows how forecasts have done that were locked before the market had reacted: how many outcomes fell within the prediction "
                + "intervals, how wide these were, and the error of each forecast distribution. Forecasts are locked by the pipeline when "
                + "an event is found, never for events that are ingested later. The same figures from the last replay of history "
                + "(marketpulse verify) are shown apart from them; CSV output has the locked forecasts only.",
            "marketpulse track",
            "marketpulse track --from 2025-01-01 --symbol FXI --output json",
            "marketpulse track --check --head HASH")
        {
            from, symbol, check, head, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            bool isCheck = context.Get(check);
            if (!isCheck && context.Get(head) is not null)
            {
                throw CommandError.BadArguments("--head needs --check.");
            }

            if (isCheck && (context.Get(from) is not null || context.Get(symbol) is not null))
            {
                throw CommandError.BadArguments("--check reads the whole ledger: leave out --from and --symbol.");
            }

            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartHostAsync(opened, cancellationToken);
            if (isCheck)
            {
                Print(
                    await context.Progress.RunAsync(
                        "Checking the ledger", _ => host.Step<CheckLedger>().RunAsync(context.Get(head), cancellationToken)),
                    context);
            }
            else
            {
                TrackAnswer answer = await context.Progress.RunAsync(
                    "Reading the ledger",
                    _ => host.Step<ReadTrackRecord>().RunAsync(context.Get(from), context.Get(symbol), cancellationToken));
                Print(answer, context);
                if (answer.Replayed is null)
                {
                    context.Output.Say(context.Get(from) is null && context.Get(symbol) is null
                        ? "No replay is stored: marketpulse verify over all events computes the same figures from history."
                        : "The stored replay is of all events and instruments; leave out --from and --symbol to see it.");
                }
            }
        });
        return command;
    }

    private static void Print(TrackAnswer answer, CommandContext context)
    {
        if (context.Output.Format == OutputFormat.Csv)
        {
            context.Output.Write(TrackView.Records(answer));
        }
        else
        {
            context.Output.WriteDocument(TrackView.Sections(answer, context.Output.Format));
        }

        if (answer.Outcomes == 0)
        {
            context.Warn(answer.Head is null
                ? "No forecast has been locked yet: marketpulse serve locks one when it finds an event before the close of its day 0."
                : "No outcome is known yet, or none matches: a forecast is scored when its window has closed.");
        }
    }

    private static void Print(LedgerCheck check, CommandContext context)
    {
        context.Output.Write(TrackView.Check(check));
        foreach (string problem in check.Problems)
        {
            context.Warn(problem);
        }

        if (check.ProblemCount > 0)
        {
            throw CommandError.Failed($"The ledger is not as it was written: {check.ProblemCount} problems.");
        }
    }
}
