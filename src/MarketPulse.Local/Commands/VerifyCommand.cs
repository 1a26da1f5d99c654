using System.CommandLine;
using MarketPulse.Core.Verification;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse verify</c>: how far scores and predictions can be relied on.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Option<DateOnly?> from = SharedOptions.Date("--from", "Replay events on or after this UTC day; earlier events count as known.");
        Option<DateOnly?> to = SharedOptions.Date("--to", "Replay events on or before this UTC day.");
        var includeDateOnly = new Option<bool>("--include-date-only")
        {
            Description = "Also replay scenarios for events of which only the date is known.",
        };
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "verify",
            "Replays history in order of publication, with what was known at each moment, and shows how often scores exceed their "
                + "thresholds by chance, how many outcomes fall within the prediction intervals, and whether past events weighted by "
                + "likeness predict better than all past events alike.",
            "marketpulse verify",
            "marketpulse verify --from 2019-01-01 --to 2019-12-31 --output json")
        {
            from, to, includeDateOnly, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            if (context.Get(from) > context.Get(to))
            {
                throw CommandError.BadArguments("--from is later than --to.");
            }

            VerificationResult? result = await context.Progress.RunAsync("Opening the storage", async report =>
            {
                await using LocalStorage opened = await LocalStorage.OpenAsync(
                    context.Get(data), context.Get(storage), report, cancellationToken);
                await using LocalHost host = await LocalHost.StartAsync(
                    opened, context.Clock, cancellationToken, report: report);
                return await host.Step<VerifyHistory>()
                    .RunAsync(context.Get(from), context.Get(to), context.Get(includeDateOnly), report, cancellationToken);
            });
            Print(
                result ?? throw CommandError.Failed(
                    "There are no events to replay; run marketpulse ingest first, or widen --from and --to."),
                context.Output);
        });
        return command;
    }

    private static void Print(VerificationResult result, Output output)
    {
        if (output.Format == OutputFormat.Csv)
        {
            output.Write(VerificationView.Figures(result));
            return;
        }

        output.WriteDocument(VerificationView.Sections(result));
        foreach (string sentence in VerificationText.Describe(result))
        {
            output.Say("");
            output.Say(sentence);
        }
    }
}
