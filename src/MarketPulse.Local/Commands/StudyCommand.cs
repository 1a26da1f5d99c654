using System.CommandLine;
using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Feeds.Files;
using MarketPulse.Local.Printing;
using MarketPulse.Local.Study;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse study</c>: the event study alone, from files, without storage.</summary>
internal static class StudyCommand
{
    private const string StandardVenue = "XNYS";
    private const int StandardSeed = 1;
    private static readonly StudyOptions Standard = new();

    public static Command Create()
    {
        var prices = new Option<string>("--prices") { Description = "Folder with one CSV of bars for each symbol (Date, Close and what else there is); the file's name is the symbol. Intraday bars of any regular length work too.", HelpName = "DIR", Required = true };
        var events = new Option<string>("--events") { Description = "CSV of events: a column date (day 0, else the next session) or time (with zone), optionally id, symbol, direction.", HelpName = "FILE.csv", Required = true };
        var benchmark = new Option<string?>("--benchmark") { Description = "Symbol of the benchmark; not needed for --model mean.", HelpName = "SYMBOL" };
        Option<string[]> factors = List("--factors", "Further factors beside the benchmark, up to eight in all: makes it a factor model.", "A,B");
        Option<string[]> symbols = List("--symbols", "Instruments to study. Default: every file that is neither benchmark nor factor.", "A,B");
        var portfolios = new Option<string?>("--portfolios") { Description = "JSON array of name, symbol and weight: each name is studied as one more instrument.", HelpName = "FILE.json" };
        Option<EventWindow[]> windows = Windows();
        Option<int?> estimation = Number("--estimation", "Length of the estimation window in returns.", Standard.EstimationDays);
        Option<int?> gap = Number("--gap", "Bars between estimation window and day 0; no window may start before them.", Standard.Gap);
        Option<int?> fewest = Number("--min-observations", "Fewest returns in the estimation window for a score.", Standard.MinObservations);
        Option<ExpectedReturnModel?> model = Choice<ExpectedReturnModel?>("--model", "How expected returns are modelled. Default: market.", "market|market-adjusted|mean");
        Option<PriceBasis?> price = Choice<PriceBasis?>("--price", "Which prices to use. Default: the best that each file has.", "close|adjusted|total");
        var venue = new Option<string?>("--venue") { Description = $"Whose clock and calendar place a time: {string.Join(", ", VenueCatalog.All)}. Default: {StandardVenue}.", HelpName = "CODE" };
        var excludeOverlaps = new Option<bool>("--exclude-overlaps") { Description = "Leave bars inside other events' windows out of the fits." };
        var tests = new Option<bool>("--tests") { Description = "Print the tests across events (by symbol, unless --summary says otherwise) in place of the single studies." };
        Option<SummaryKind?> summary = Choice<SummaryKind?>("--summary", "Print the tests across the events of each symbol, or across the symbols of each event.", "by-symbol|by-event");
        Option<int?> bootstrap = Number("--bootstrap", "Draws of the wild bootstrap in the tests; 0 leaves it out.", 0);
        Option<int?> seed = Number("--seed", "Seed of the bootstrap.", StandardSeed);
        var direction = new Option<string?>("--direction") { Description = "Only events whose direction is this.", HelpName = "TEXT" };
        var plot = new Option<string?>("--plot") { Description = "Draw the average path of cumulative abnormal returns with its 95% band.", HelpName = "FILE.svg" };
        var command = new MarketPulseSubcommand(
            "study",
            "Runs an event study from files alone, without storage: abnormal returns, tests and scores of a list of dates. JSON and CSV have returns as fractions, not percent; windows of intraday bars are in minutes.",
            "marketpulse study --prices prices --events events.csv --benchmark SPY",
            "marketpulse study --prices prices --events events.csv --model mean --tests",
            "marketpulse study --prices etf --events days.csv --model mean --plot path.svg")
        {
            prices, events, benchmark, factors, symbols, portfolios, windows, estimation, gap, fewest, model, price, venue, excludeOverlaps, tests, summary,
            bootstrap, seed, direction, plot,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            string[] further = context.Get(factors) ?? [];
            ExpectedReturnModel chosen = context.Get(model) ?? ExpectedReturnModel.Market;
            if (further.Length > 0 && chosen != ExpectedReturnModel.Market)
            {
                throw CommandError.BadArguments("--factors: only the market model takes factors; leave --model out.");
            }

            string code = context.Get(venue) ?? StandardVenue;
            if (!VenueCatalog.TryGet(code, out Venue? found))
            {
                throw CommandError.BadArguments($"--venue: '{code}' is none of {string.Join(", ", VenueCatalog.All)}.");
            }

            var request = new StudyRequest
            {
                Prices = context.Get(prices)!,
                Events = context.Get(events)!,
                Benchmark = chosen == ExpectedReturnModel.Mean ? null : context.Get(benchmark),
                Factors = further,
                Symbols = context.Get(symbols) ?? [],
                Portfolios = Portfolios(context.Get(portfolios)),
                Windows = context.Get(windows) is { Length: > 0 } given ? [.. given.Distinct()] : EventWindow.Defaults,
                Options = new StudyOptions
                {
                    Model = further.Length > 0 ? ExpectedReturnModel.Factors : chosen,
                    EstimationDays = context.Get(estimation) ?? Standard.EstimationDays,
                    Gap = context.Get(gap) ?? Standard.Gap,
                    MinObservations = context.Get(fewest) ?? Standard.MinObservations,
                },
                Basis = context.Get(price),
                Venue = found,
                Direction = context.Get(direction),
            };
            SummaryKind? kind = context.Get(summary) ?? (context.Get(tests) ? SummaryKind.BySymbol : null);
            int draws = context.Get(bootstrap) ?? 0;
            Check(request, draws, kind);
            var wanted = new StudyOutput(context.Get(excludeOverlaps), kind, draws, context.Get(seed) ?? StandardSeed, context.Get(plot));

            // Off this thread, which has to hear Ctrl+C.
            StudyOutcome outcome = await context.Progress.RunAsync(
                "Reading files", report => Task.Run(() => Compute(request, wanted, context, report, cancellationToken), cancellationToken));
            Print(outcome, wanted, context);
        });
        return command;
    }

    private static IReadOnlyList<Portfolio> Portfolios(string? path)
    {
        PortfolioJson file = path is null ? new PortfolioJson([], []) : PortfolioJson.Read(path);
        return file.Errors.Count == 0 ? file.Portfolios : throw CommandError.BadArguments($"--portfolios: {string.Join(' ', file.Errors)}");
    }

    private static void Check(StudyRequest request, int draws, SummaryKind? kind)
    {
        if (request.Regressors.Count == 0 && request.Options.Model != ExpectedReturnModel.Mean)
        {
            throw CommandError.BadArguments("--benchmark is needed: name the market's symbol, or take --model mean.");
        }

        if (request.Regressors.Count > StudyOptions.MaxFactors || request.Regressors.Distinct(StringComparer.Ordinal).Count() < request.Regressors.Count)
        {
            throw CommandError.BadArguments($"--factors: name each factor once, at most {StudyOptions.MaxFactors} with the benchmark.");
        }

        if (draws < 0 || (draws > 0 && kind is null))
        {
            throw CommandError.BadArguments("--bootstrap takes a number of draws and goes with --tests or --summary.");
        }

        string problems = string.Join(' ', request.Options.Problems(request.Windows));
        if (problems.Length > 0)
        {
            throw CommandError.BadArguments(problems);
        }
    }

    private static StudyOutcome Compute(
        StudyRequest request, StudyOutput wanted, CommandContext context, Action<string> report, CancellationToken cancellationToken)
    {
        StudyFiles files = StudyFiles.Read(request, context, cancellationToken);
        var batch = new StudyBatch(request.Options, files.Windows, wanted.ExcludeOverlaps);
        var progress = new StudyProgress(report);
        IReadOnlyList<StudyRow> rows = [];
        IReadOnlyList<TestSummary> summaries = [];
        if (wanted.Summary is { } kind)
        {
            summaries = kind == SummaryKind.BySymbol
                ? batch.SummariesBySymbol(files.Subjects, wanted.Draws, wanted.Seed, progress, cancellationToken)
                : batch.SummariesByEvent(files.Subjects, wanted.Draws, wanted.Seed, progress, cancellationToken);
        }
        else
        {
            rows = batch.Run(files.Subjects, progress: progress, cancellationToken: cancellationToken);
        }

        IReadOnlyList<AveragePathDay> path = [];
        if (wanted.Plot is not null)
        {
            report("Averaging paths");
            int from = Math.Max(-request.Options.Gap, Math.Min(-10, files.Windows.Min(window => window.Start))), to = Math.Max(10, files.Windows.Max(window => window.End));
            path = batch.AveragePath(files.Subjects, from, to, cancellationToken);
            if (path.Count == 0)
            {
                throw CommandError.Failed($"--plot: no event has all bars from {from} to {to}, so there is no path to draw.");
            }
        }

        return new StudyOutcome(
            [.. rows.Select(row => row with { Window = files.WindowKeys[row.Window] })],
            [.. summaries.Select(row => row with { Window = files.WindowKeys[row.Window] })],
            path);
    }

    private static void Print(StudyOutcome outcome, StudyOutput wanted, CommandContext context)
    {
        if (wanted.Summary is null)
        {
            context.Output.Write(RowSet.Of("studies", outcome.Rows, RowView, RowData, "Event studies"));
        }
        else
        {
            context.Output.Write(RowSet.Of("tests", outcome.Summaries, TestView, title: "Tests across events and instruments"));
            context.Output.Say("Headline: Kolari-Pynnonen across instruments, BMP across events. All others assume independent observations.");
        }

        if (wanted.Plot is not null)
        {
            File.WriteAllText(wanted.Plot, PathPlot.Draw(outcome.Path, $"Average cumulative abnormal return, {outcome.Path[0].Count} event days"));
        }
    }

    private static IReadOnlyList<DataColumn<StudyRow>> RowData { get; } =
        [.. RowSchema.Of<StudyRow>().Columns.Select(column => new DataColumn<StudyRow>(column.Name, row => column.Read(row)))];

    private static IReadOnlyList<ViewColumn<StudyRow>> RowView { get; } =
    [
        new("event", row => row.EventId),
        new("day 0", row => row.Day0),
        new("symbol", row => row.Symbol),
        new("window", row => EventWindow.Parse(row.Window).Label),
        new("CAR %", row => ScoreView.Number(100 * row.Car, "+0.00;-0.00;0.00")) { Right = true },
        new("95% interval", row => row.Car is null ? "" : $"{ScoreView.Number(100 * row.CarLo, "+0.00;-0.00;0.00")} to {ScoreView.Number(100 * row.CarHi, "+0.00;-0.00;0.00")}") { Right = true, DropOrder = 3 },
        new("adjusted", row => ScoreView.Number(row.AdjustedScore, "+0.0;-0.0;0.0")) { Right = true },
        new("q", row => ScoreView.Number(row.QEvent, "0.000")) { Right = true, DropOrder = 2 },
        new("overall", row => ScoreView.Number(row.OverallScore, "0.0")) { Right = true, DropOrder = 4 },
        new("status", row => row.Reason.Length == 0 ? Codes<ScoreStatus>.Of(row.Status) : $"{Codes<ScoreStatus>.Of(row.Status)}: {row.Reason}") { DropOrder = 1 },
    ];

    private static IReadOnlyList<ViewColumn<TestSummary>> TestView { get; } =
    [
        new("subject", row => row.Subject),
        new("window", row => EventWindow.Parse(row.Window).Label),
        new("N", row => CellText.ForLine(row.Count)) { Right = true },
        new("mean CAR %", row => ScoreView.Number(100 * row.MeanCar, "+0.00;-0.00;0.00")) { Right = true },
        new("p headline", row => ScoreView.Number(row.PHeadline, "0.000")) { Right = true },
        new("q", row => ScoreView.Number(row.QHeadline, "0.000")) { Right = true },
        new("t", row => ScoreView.Number(row.PCrossSection, "0.000")) { Right = true, DropOrder = 3 },
        new("Patell", row => ScoreView.Number(row.PPatell, "0.000")) { Right = true, DropOrder = 5 },
        new("rank", row => ScoreView.Number(row.PCorrado, "0.000")) { Right = true, DropOrder = 2 },
        new("sign", row => ScoreView.Number(row.PSign, "0.000")) { Right = true, DropOrder = 4 },
        new("bootstrap", row => ScoreView.Number(row.PBootstrap, "0.000")) { Right = true, DropOrder = 1 },
    ];

    private static Option<string[]> List(string name, string description, string help) => new(name)
    {
        Description = description,
        HelpName = help,
        CustomParser = static result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
    };

    private static Option<EventWindow[]> Windows() => new("--window")
    {
        Description = "An event window, first and last bar relative to day 0, such as -1,1; may be given several times. Default: 0,0 and -1,1 and 0,5.",
        HelpName = "FIRST,LAST",
        CustomParser = static result => SharedOptions.Read(result, _ => result.Tokens.Select(token => EventWindow.Parse(token.Value)).ToArray()),
    };

    private static Option<int?> Number(string name, string description, int standard) =>
        new(name) { Description = string.Create(CultureInfo.InvariantCulture, $"{description} Default: {standard}."), HelpName = "N" };

    private static Option<T> Choice<T>(string name, string description, string choices) => new(name)
    {
        Description = description,
        HelpName = choices,
        CustomParser = result => SharedOptions.Read(result, text => choices.Split('|').Contains(text.Replace('_', '-'), StringComparer.Ordinal)
            ? (T)Enum.Parse(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal), ignoreCase: true)
            : throw new FormatException($"'{text}' is none of {choices.Replace("|", ", ", StringComparison.Ordinal)}."))!,
    };

    private enum SummaryKind
    {
        BySymbol,
        ByEvent,
    }

    private sealed record StudyOutcome(IReadOnlyList<StudyRow> Rows, IReadOnlyList<TestSummary> Summaries, IReadOnlyList<AveragePathDay> Path);

    private sealed class StudyProgress(Action<string> report) : IProgress<BatchProgress>
    {
        public void Report(BatchProgress value) =>
            report(string.Create(CultureInfo.InvariantCulture, $"Studying: {value.Done:N0} of {value.Total:N0} {value.Unit}"));
    }

    private sealed record StudyOutput(bool ExcludeOverlaps, SummaryKind? Summary, int Draws, int Seed, string? Plot);
}
