using System.CommandLine;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse response</c>: how an instrument responds to tension over the following sessions.</summary>
internal static class ResponseCommand
{
    public static Command Create()
    {
        var symbol = new Option<string>("--symbol") { Description = "The instrument.", HelpName = "SYMBOL", Required = true };
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "response",
            "Shows how the cumulative return of an instrument responds to escalation and easing over the following 20 sessions: local "
                + "projections on the daily sums of intensity, and on the tension index where there is one.",
            "marketpulse response --symbol CNY",
            "marketpulse response --symbol FXI --output csv")
        {
            symbol, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            string wanted = context.Get(symbol)!;
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartHostAsync(opened, cancellationToken);
            await KnownInstruments.CheckAsync(wanted, host, cancellationToken);
            ResponseAnswer? answer = await context.Progress.RunAsync(
                "Measuring the response", _ => host.Step<MeasureResponse>().RunAsync(wanted, cancellationToken));
            Print(answer!, context);
        });
        return command;
    }

    private static void Print(ResponseAnswer answer, CommandContext context)
    {
        context.Output.Write(ResponseView.Rows(answer.Symbol, answer.Steps));
        if (answer.Steps.Count == 0)
        {
            context.Warn($"There is no response of {answer.Symbol} yet: it has {answer.Returns} returns, and needs at least "
                + $"{LocalProjections.FewestSessions} since the first event and {LocalProjections.FewestDays} days with escalation or "
                + "easing.");
        }
    }
}
