using System.CommandLine;
using MarketPulse.Core.Verification;
using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Web;
using MarketPulse.Web.Report;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse report</c>: the page with its rows as one HTML file to share.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var file = new Option<string>("--file")
        {
            Description = "The file to write: a page (.html) or an Excel workbook (.xlsx).",
            HelpName = "FILE",
            Required = true,
        };
        var eventId = new Option<string?>("--event") { Description = "Report on this event only.", HelpName = "ID" };
        int standard = new ReportRequest().Events;
        var count = new Option<int?>("--events")
        {
            Description =
                $"Number of latest events to include with all their scores, at most {ReportRequest.MaxEvents}. Default: {standard}.",
            HelpName = "N",
        };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > ReportRequest.MaxEvents)
            {
                result.AddError($"--events must be from 1 to {ReportRequest.MaxEvents}");
            }
        });
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "report",
            "Writes the page with its rows as one self-contained HTML file: the same charts and tables, to share or to keep. With a name "
                + "that ends in .xlsx, writes an Excel workbook: findings, events, scores, sensitivity, index and contract.",
            "marketpulse report --file report.html",
            "marketpulse report --file scores.xlsx",
            "marketpulse report --file event.html --event 20250602T120000Z-1f0c9a3e")
        {
            file, eventId, count, data, storage,
        };
        command.OnRun((context, cancellationToken) => RunAsync(
            context,
            context.Get(file)!,
            new ReportRequest { EventId = context.Get(eventId), Events = context.Get(count) ?? standard },
            (context.Get(data), context.Get(storage)),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        CommandContext context, string file, ReportRequest request, (string? Data, string? Connection) place,
        CancellationToken cancellationToken)
    {
        var output = new OutputFile("--file", file);
        if (Path.GetExtension(file).Equals(".xlsx", StringComparison.OrdinalIgnoreCase))
        {
            await WriteWorkbookAsync(context, output, request.EventId, place, cancellationToken);
            return;
        }

        int events = await context.Progress.RunAsync("Opening the storage", async report =>
        {
            await using LocalStorage storage = await LocalStorage.OpenAsync(place.Data, place.Connection, report, cancellationToken);
            await using LocalHost host = await LocalHost.StartAsync(
                storage, context.Clock, cancellationToken, static services => services.AddMarketPulseWeb(), report);
            VerificationResult? verified = await host.Step<VerifyHistory>()
                .RunAsync(from: null, to: null, includeDateOnly: false, report, cancellationToken);
            report("Writing the report");
            return await WriteAsync(
                output,
                stream => new ReportFile(host.Services).WriteAsync(request with { Verification = verified }, stream, cancellationToken));
        });
        context.Output.Say(
            $"{file} contains {(request.EventId is null ? $"the latest {events} events" : request.EventId)}; open it in any browser.");
    }

    private static async Task WriteWorkbookAsync(
        CommandContext context, OutputFile output, string? eventId, (string? Data, string? Connection) place,
        CancellationToken cancellationToken)
    {
        int events = await context.Progress.RunAsync("Opening the storage", async report =>
        {
            await using LocalStorage storage = await LocalStorage.OpenAsync(place.Data, place.Connection, report, cancellationToken);
            await using LocalHost host = await LocalHost.StartAsync(
                storage, context.Clock, cancellationToken, static services => services.AddMarketPulseWeb(), report);
            report("Writing the workbook");
            return await WriteAsync(output, stream => new WorkbookFile(host.Services).WriteAsync(eventId, stream, cancellationToken));
        });
        context.Output.Say($"{output.Path} contains {(eventId is null ? $"{events} events" : eventId)}; open it in Excel or LibreOffice.");
    }

    private static async Task<int> WriteAsync(OutputFile output, Func<Stream, Task<int>> write)
    {
        try
        {
            return await output.WriteAsync(write);
        }
        catch (Exception e) when (e is KeyNotFoundException or WorkbookTooLargeException)
        {
            throw CommandError.Failed(e.Message, e);
        }
    }
}
