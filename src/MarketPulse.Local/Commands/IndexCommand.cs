using System.CommandLine;
using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse index</c>: the trade-tension index.</summary>
internal static class IndexCommand
{
    private const string Day = "day", Month = "month";

    public static Command Create()
    {
        Option<DateOnly?> from = SharedOptions.Date("--from", "Only this UTC day and later.");
        Option<DateOnly?> to = SharedOptions.Date("--to", "Only this UTC day and earlier.");
        var pair = new Option<string?>("--pair") { Description = "The index of one country pair, such as US-CN.", HelpName = "PAIR" };
        var topic = new Option<string?>("--topic") { Description = "The index of one topic, such as rare_earths.", HelpName = "TOPIC" };
        var frequency = new Option<string?>("--frequency")
        {
            Description = "One row for each day or month. Default: day.",
            HelpName = $"{Day}|{Month}",
            CustomParser = static result => SharedOptions.Read(result, text =>
                text is Day or Month ? text : throw new FormatException($"'{text}' is no frequency: give day or month.")),
        };
        Option<DateTimeOffset?> asOf = SharedOptions.AsOf();
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "index",
            "Shows the trade-tension index: how much of the news is about trade conflict, and how much of it escalates or eases.",
            "marketpulse index --from 2025-01-01 --output csv",
            "marketpulse index --asof 2025-06-30",
            "marketpulse index --pair US-CN --frequency month --output svg > tension.svg")
        {
            from, to, pair, topic, frequency, asOf, data, storage,
        };
        command.AllowDrawing();
        command.OnRun(async (context, cancellationToken) =>
        {
            if (context.Get(from) > context.Get(to))
            {
                throw CommandError.BadArguments("--from lies after --to.");
            }

            if (context.Get(pair) is not null && context.Get(topic) is not null)
            {
                throw CommandError.BadArguments("--pair and --topic exclude each other: an index is of one of them.");
            }

            (string scope, string value) = context.Get(pair) is { } named ? (TensionScope.Pair, named)
                : context.Get(topic) is { } about ? (TensionScope.Topic, about)
                : (TensionScope.All, TensionScope.All);
            var range = (From: context.Get(from) ?? DateOnly.MinValue, To: context.Get(to) ?? DateOnly.MaxValue);
            await using LocalStorage opened = await LocalStorage.OpenAsync(context.Get(data), context.Get(storage), static _ => { }, cancellationToken);
            await using LocalHost host = await LocalHost.StartAsync(opened, context.Clock, cancellationToken);
            List<TensionDay> rows = context.Get(asOf) is { } moment ? await AsOfAsync(scope, value, range, context.Get(frequency) == Month, moment, host, cancellationToken)
                : context.Get(frequency) == Month ? await MonthsAsync(scope, value, range, host, cancellationToken)
                : await host.Step<ITensionStore>().ReadIndexAsync(scope, value, range.From, range.To, cancellationToken).ToListAsync(cancellationToken);
            if (rows.Count == 0 && context.Get(asOf) is null)
            {
                await ExplainAsync(scope, value, host, cancellationToken);
            }

            Print(context.Output, rows, value);
        });
        return command;
    }

    private static async Task<List<TensionDay>> MonthsAsync(
        string scope, string value, (DateOnly From, DateOnly To) range, LocalHost host, CancellationToken cancellationToken)
    {
        List<ArticleCount> counts = await host.Step<ITensionStore>().ReadCountsAsync(cancellationToken).ToListAsync(cancellationToken);
        List<TradeEvent> events = await host.Events.ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
            .ToListAsync(cancellationToken);
        return Months(new TensionIndex(counts, events), scope, value, range);
    }

    /// <summary>The index of what was known at a moment. A pair or topic that was unknown then is no mistake.</summary>
    private static async Task<List<TensionDay>> AsOfAsync(
        string scope, string value, (DateOnly From, DateOnly To) range, bool byMonth, DateTimeOffset asOf, LocalHost host, CancellationToken cancellationToken)
    {
        TensionIndex index = await host.Step<AsOfReader>().ReadTensionIndexAsync(asOf, cancellationToken);
        return byMonth ? Months(index, scope, value, range)
            : index.Scopes.Contains((scope, value)) ? [.. index.Daily(scope, value).Where(day => day.Date >= range.From && day.Date <= range.To).Select(day => day.Published(stored: null, asOf))]
            : [];
    }

    private static List<TensionDay> Months(TensionIndex index, string scope, string value, (DateOnly From, DateOnly To) range) => index.Scopes.Contains((scope, value))
        ? [.. index.Monthly(scope, value).Where(month => month.Date.AddMonths(1) > range.From && month.Date <= range.To)]
        : [];

    /// <summary>A pair or topic that storage does not know is a mistake, not an empty answer.</summary>
    private static async Task ExplainAsync(string scope, string value, LocalHost host, CancellationToken cancellationToken)
    {
        if (scope == TensionScope.All)
        {
            return;
        }

        List<string> known = await host.Step<ITensionStore>().ReadCountsAsync(cancellationToken)
            .Where(count => count.Scope == scope).Select(count => count.Value).Distinct().Order(StringComparer.Ordinal).ToListAsync(cancellationToken);
        if (!known.Contains(value, StringComparer.Ordinal))
        {
            throw CommandError.Failed(known.Count == 0
                ? $"--{scope}: this storage holds no relevant articles of any {scope} yet; run marketpulse ingest first."
                : $"--{scope}: '{value}' is none of {string.Join(", ", known)}.");
        }
    }

    private static void Print(Output output, List<TensionDay> rows, string value)
    {
        if (output.Format == OutputFormat.Svg)
        {
            output.WriteDrawing(TensionChart.Draw(rows, value == TensionScope.All ? "Trade-tension index" : $"Trade-tension index: {value}"));
            return;
        }

        output.Write(TensionView.Of(rows));
    }
}
