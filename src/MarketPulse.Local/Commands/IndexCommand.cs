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
    private const int SparklineWidth = 50;

    private const string Day = "day", Month = "month";

    public static Command Create()
    {
        Option<DateOnly?> from = SharedOptions.Date("--from", "Only this UTC day and later.");
        Option<DateOnly?> to = SharedOptions.Date("--to", "Only this UTC day and earlier.");
        var pair = new Option<string?>("--pair") { Description = "The index of one country pair, such as US-CN.", HelpName = "PAIR" };
        var topic = new Option<string?>("--topic") { Description = "The index of one topic, such as rare_earths.", HelpName = "TOPIC" };
        var frequency = new Option<string?>("--frequency")
        {
            Description = "One row for each day or each month. Default: day.",
            HelpName = $"{Day}|{Month}",
            CustomParser = static result => SharedOptions.Read(result, text =>
                text is Day or Month ? text : throw new FormatException($"'{text}' is not a frequency: give day or month.")),
        };
        Option<DateTimeOffset?> asOf = SharedOptions.AsOf();
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "index",
            "Shows the trade-tension index: how much of the news is about trade conflict, and how much of that is escalation or easing.",
            "marketpulse index --from 2025-01-01 --output csv",
            "marketpulse index --asof 2025-06-30",
            "marketpulse index --pair US-CN --frequency month --output svg > tension.svg")
        {
            from, to, pair, topic, frequency, asOf, data, storage,
        };
        command.AllowOutput(OutputFormat.Svg);
        command.OnRun(async (context, cancellationToken) =>
        {
            if (context.Get(from) > context.Get(to))
            {
                throw CommandError.BadArguments("--from is later than --to.");
            }

            if (context.Get(pair) is not null && context.Get(topic) is not null)
            {
                throw CommandError.BadArguments("--pair and --topic cannot be combined: an index covers one of them.");
            }

            (string scope, string value) = context.Get(pair) is { } named ? (TensionScope.Pair, named)
                : context.Get(topic) is { } about ? (TensionScope.Topic, about)
                : (TensionScope.All, TensionScope.All);
            var query = new IndexQuery(scope, value, context.Get(from) ?? DateOnly.MinValue, context.Get(to) ?? DateOnly.MaxValue)
            {
                ByMonth = context.Get(frequency) == Month,
                AsOf = context.Get(asOf),
            };
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartHostAsync(opened, cancellationToken);
            List<TensionDay> rows = await context.Progress.RunAsync("Reading the index", _ => ReadAsync(query, host, cancellationToken));
            Print(context.Output, rows, value);
        });
        return command;
    }

    private static async Task<List<TensionDay>> ReadAsync(IndexQuery query, LocalHost host, CancellationToken cancellationToken)
    {
        if (query.AsOf is { } moment)
        {
            return await AsOfAsync(query, moment, host, cancellationToken);
        }

        List<TensionDay> rows = query.ByMonth
            ? await MonthsAsync(query, host, cancellationToken)
            : await host.Step<ITensionStore>().ReadIndexAsync(query.Scope, query.Value, query.From, query.To, cancellationToken)
                .ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            await RefuseUnknownAsync(query, host, cancellationToken);
        }

        return rows;
    }

    private static async Task<List<TensionDay>> MonthsAsync(IndexQuery query, LocalHost host, CancellationToken cancellationToken)
    {
        List<ArticleCount> counts = await host.Step<ITensionStore>().ReadCountsAsync(cancellationToken).ToListAsync(cancellationToken);
        List<TradeEvent> events = await host.Events
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
            .ToListAsync(cancellationToken);
        return query.MonthsOf(new TensionIndex(counts, events));
    }

    /// <summary>The index of what was known at a moment. A pair or topic that was unknown then is not a mistake.</summary>
    private static async Task<List<TensionDay>> AsOfAsync(
        IndexQuery query, DateTimeOffset asOf, LocalHost host, CancellationToken cancellationToken)
    {
        TensionIndex index = await host.Step<AsOfReader>().ReadTensionIndexAsync(asOf, cancellationToken);
        return query.ByMonth
            ? query.MonthsOf(index)
            : [.. query.DaysOf(index).Select(day => day.Published(stored: null, asOf) with { AsOfBasis = AsOfReader.CurrentBars })];
    }

    /// <summary>A pair or topic that the storage does not know is a mistake, not an empty answer.</summary>
    private static async Task RefuseUnknownAsync(IndexQuery query, LocalHost host, CancellationToken cancellationToken)
    {
        if (query.Scope == TensionScope.All)
        {
            return;
        }

        List<string> known = await host.Step<ITensionStore>().ReadCountsAsync(cancellationToken)
            .Where(count => count.Scope == query.Scope)
            .Select(count => count.Value).Distinct().Order(StringComparer.Ordinal).ToListAsync(cancellationToken);
        if (!known.Contains(query.Value, StringComparer.Ordinal))
        {
            throw CommandError.Failed(known.Count == 0
                ? $"--{query.Scope}: this storage holds no relevant articles of any {query.Scope} yet; run marketpulse ingest first."
                : $"--{query.Scope}: '{query.Value}' is not one of {string.Join(", ", known)}.");
        }
    }

    private static void Print(Output output, List<TensionDay> rows, string value)
    {
        if (output.Format == OutputFormat.Svg)
        {
            output.WriteDrawing(
                TensionChart.Draw(rows, value == TensionScope.All ? "Trade-tension index" : $"Trade-tension index: {value}"));
            return;
        }

        output.Write(TensionView.Rows(rows));
        double?[] gross = [.. rows.Select(row => row.Gross7d ?? row.Gross)];
        bool isCovered = gross.Any(value => value is not null);
        double?[] drawn = isCovered ? gross : [.. rows.Select(row => row.Net7d ?? row.Net)];
        if (drawn.Max() is { } highest)
        {
            output.Say($"{(isCovered ? "gross" : "net")}, 7 days  {Bars.Sparkline(drawn, SparklineWidth)}  "
                + $"{ScoreView.Number(drawn.Min(), "0")} to {ScoreView.Number(highest, "0")}");
        }
    }

    /// <summary>The requested index.</summary>
    /// <param name="Scope">All news, a country pair, or a topic.</param>
    /// <param name="Value">The pair or topic.</param>
    /// <param name="From">First UTC day.</param>
    /// <param name="To">Last UTC day.</param>
    private sealed record IndexQuery(string Scope, string Value, DateOnly From, DateOnly To)
    {
        /// <summary>Whether rows are months instead of days.</summary>
        public bool ByMonth { get; init; }

        /// <summary>The moment whose knowledge is requested; null for now.</summary>
        public DateTimeOffset? AsOf { get; init; }

        public IEnumerable<TensionDay> DaysOf(TensionIndex index) =>
            index.Scopes.Contains((Scope, Value)) ? index.Daily(Scope, Value).Where(day => day.Date >= From && day.Date <= To) : [];

        public List<TensionDay> MonthsOf(TensionIndex index) => index.Scopes.Contains((Scope, Value))
            ? [.. index.Monthly(Scope, Value).Where(month => month.Date.AddMonths(1) > From && month.Date <= To)]
            : [];
    }
}
