using System.CommandLine;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse upcoming</c>: the dates ahead that events announce.</summary>
internal static class UpcomingCommand
{
    public static Command Create()
    {
        Option<DateOnly?> from = SharedOptions.Date("--from", "Only dates on or after this day. Default: today, or the first with --all.");
        Option<DateOnly?> to = SharedOptions.Date("--to", "Only dates on or before this day.");
        var what = new Option<ScheduleKind?>("--what")
        {
            Description = "Only this kind of date.",
            HelpName = string.Join('|', Codes<ScheduleKind>.All),
            CustomParser = static result => SharedOptions.Read(result, text => Codes<ScheduleKind>.TryParse(text, out ScheduleKind kind)
                ? (ScheduleKind?)kind
                : throw new FormatException($"'{text}' is not a kind of date: give {string.Join(", ", Codes<ScheduleKind>.All)}.")),
        };
        var all = new Option<bool>("--all") { Description = "Show passed and overtaken dates too." };
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "upcoming",
            "Lists the dates ahead that events announce: when measures take effect, deadlines, and when truces and exemptions end. A date "
                + "that a later event of the same pair and measure has replaced is overtaken.",
            "marketpulse upcoming",
            "marketpulse upcoming --what expiry --to 2026-12-31 --output json",
            "marketpulse upcoming --all --from 2025-01-01 --output csv")
        {
            from, to, what, all, data, storage,
        };
        command.AllowOutput(OutputFormat.Parquet);
        command.OnRun(async (context, cancellationToken) =>
        {
            bool hasAll = context.Get(all);
            var today = DateOnly.FromDateTime(context.Clock.GetUtcNow().UtcDateTime);
            DateOnly first = context.Get(from) ?? (hasAll ? DateOnly.MinValue : today);
            DateOnly last = context.Get(to) ?? DateOnly.MaxValue;
            if (context.Get(from) > context.Get(to))
            {
                throw CommandError.BadArguments("--from is later than --to.");
            }

            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartHostAsync(opened, cancellationToken);
            List<UpcomingDate> found = await context.Progress.RunAsync("Reading dates", _ => host.Step<IUpcomingStore>()
                .ReadAsync(first, last, cancellationToken)
                .Select(row => row with { ReadOn = today })
                .Where(row => context.Get(what) is not { } kind || row.What == kind)
                .ToListAsync(cancellationToken).AsTask());
            UpcomingDate[] rows = [.. found.Where(row => hasAll || row.Status == UpcomingStatus.Pending)];
            context.Output.Write(UpcomingView.Rows(rows));
            if (rows.Length == 0)
            {
                context.Warn(hasAll
                    ? "No event announces a date in this selection."
                    : "No date in this selection is pending; --all shows passed and overtaken ones.");
            }
        });
        return command;
    }
}
