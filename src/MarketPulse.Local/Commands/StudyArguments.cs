using System.CommandLine;
using System.Globalization;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Feeds.Files;
using MarketPulse.Local.Study;

namespace MarketPulse.Local.Commands;

/// <summary>The options of <c>marketpulse study</c>, and how they make a <see cref="StudyRequest"/>.</summary>
internal sealed class StudyArguments
{
    private const string DefaultVenue = "XNYS";
    private const int DefaultSeed = 1;
    private const int ExplainDraws = 9999;
    private static readonly StudyOptions Defaults = new();

    private readonly Option<string> _prices = new("--prices")
    {
        Description = "Folder with one CSV of bars for each symbol, named after it (columns Date and Close at least). Intraday bars of "
            + "any regular length work too.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> _events = new("--events")
    {
        Description = "CSV of events: a column date (day 0, or else the next session) or time (with its zone), and optionally id, "
            + "symbol and direction.",
        HelpName = "FILE.csv",
        Required = true,
    };

    private readonly Option<string?> _benchmark = new("--benchmark")
    {
        Description = "Symbol of the benchmark; not needed for --model mean.",
        HelpName = "SYMBOL",
    };

    private readonly Option<string?> _benchmarkMap = new("--benchmark-map")
    {
        Description = "CSV with the columns symbol and benchmark, one row per pair: benchmarks of single instruments, several each if "
            + "wanted, the main one first. Instruments that it does not list use --benchmark.",
        HelpName = "FILE.csv",
    };

    private readonly Option<string[]> _factors = List(
        "--factors", "Factors in addition to the benchmark, up to eight in all, for a factor model.");
    private readonly Option<string[]> _symbols = List(
        "--symbols", "Instruments to study. Default: every file that is neither benchmark nor factor.");

    private readonly Option<string?> _portfolios = new("--portfolios")
    {
        Description = "JSON array of name, symbol and weight: each name is studied as one more instrument.",
        HelpName = "FILE.json",
    };

    private readonly Option<EventWindow[]> _windows = Windows();
    private readonly Option<int?> _estimation = Number(
        "--estimation", "Length of the estimation window in returns.", Defaults.EstimationDays);
    private readonly Option<int?> _gap = Number(
        "--gap", "Bars between the estimation window and day 0; no event window may start before them.", Defaults.Gap);

    private readonly Option<DateOnly?> _estimationFrom = SharedOptions.Date(
        "--estimation-from", "First date of an estimation window that is the same for all events; replaces --estimation and --gap.");
    private readonly Option<DateOnly?> _estimationTo = SharedOptions.Date(
        "--estimation-to", "Last date of that estimation window, inclusive.");

    private readonly Option<int?> _minObservations =
        Number("--min-observations", "Fewest returns in the estimation window for a score.", Defaults.MinObservations);

    private readonly Option<ExpectedReturnModel?> _model =
        Choice<ExpectedReturnModel?>("--model", "The model of expected returns. Default: market.", "market|market-adjusted|mean");

    private readonly Option<PriceBasis?> _basis =
        Choice<PriceBasis?>("--price", "Which prices to use. Default: the best that each file has.", "close|adjusted|total");

    private readonly Option<string?> _venue = new("--venue")
    {
        Description =
            $"Venue whose clock and calendar map a time to a session: {string.Join(", ", VenueCatalog.All)}. Default: {DefaultVenue}.",
        HelpName = "CODE",
    };

    private readonly Option<bool> _excludeOverlaps = new("--exclude-overlaps")
    {
        Description = "Leave bars inside other events' windows out of the fits.",
    };

    private readonly Option<bool> _tests = new("--tests")
    {
        Description = "Print the tests across events (by symbol, unless --summary says otherwise) instead of the single studies.",
    };

    private readonly Option<SummaryKind?> _summary = Choice<SummaryKind?>(
        "--summary", "Print the tests across the events of each symbol, or across the symbols of each event.", "by-symbol|by-event");

    private readonly Option<bool> _calendarTime = new("--calendar-time")
    {
        Description = "Print the mean abnormal return of the portfolio that holds every instrument during its event windows, tested by "
            + "calendar day, instead of the single studies.",
    };

    private readonly Option<string?> _explain = new("--explain")
    {
        Description = "CSV with a column symbol and one column of numbers per characteristic: print the regression of all CARs on them, "
            + "clustered by day 0 and with a wild cluster bootstrap, instead of the single studies.",
        HelpName = "FILE.csv",
    };

    private readonly Option<string?> _confounders = new("--confounders")
    {
        Description = "CSV of scheduled releases with the columns time (with its zone), code (fomc, cpi, payrolls, ecb or earnings) and, "
            + "for one instrument, symbol: rows name those inside the window, and the tests by symbol add the mean of events without them.",
        HelpName = "FILE.csv",
    };

    private readonly Option<string?> _synthetic = new("--synthetic-control")
    {
        Description = "Compare this instrument with the mixture of donors that came closest to it before each event, beside its market "
            + "model, with placebo p by donors and by dates.",
        HelpName = "SYMBOL",
    };

    private readonly Option<string[]> _donors = List(
        "--donors", "Donors of the synthetic control: instruments that the event does not touch, at least five. Default: every file that "
            + "is neither benchmark nor factor.");

    private readonly Option<int?> _bootstrap = new("--bootstrap")
    {
        Description = $"Draws of the wild bootstrap. Default: none in the tests, {ExplainDraws} with --explain.",
        HelpName = "N",
    };

    private readonly Option<int?> _seed = Number("--seed", "Seed of the bootstrap.", DefaultSeed);
    private readonly Option<string?> _direction = new("--direction")
    {
        Description = "Only events with this direction.",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _plot = new("--plot")
    {
        Description = "Draw the average path of cumulative abnormal returns with its 95% band.",
        HelpName = "FILE.svg",
    };

    /// <summary>Adds the options to the command, in the order of its help.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            _prices, _events, _benchmark, _benchmarkMap, _factors, _symbols, _portfolios, _windows, _estimation, _gap,
            _estimationFrom, _estimationTo, _minObservations, _model, _basis, _venue,
            _excludeOverlaps, _confounders, _tests, _summary, _calendarTime, _explain, _synthetic, _donors, _bootstrap, _seed,
            _direction, _plot,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads what the user asked for.</summary>
    /// <exception cref="CommandError">The options do not go together; the message says what to change.</exception>
    public StudyRequest Read(CommandContext context)
    {
        string[] factors = context.Get(_factors) ?? [];
        ExpectedReturnModel model = context.Get(_model) ?? ExpectedReturnModel.Market;
        if (factors.Length > 0 && model != ExpectedReturnModel.Market)
        {
            throw CommandError.BadArguments("--factors: only the market model takes factors; leave --model out.");
        }

        CheckEstimation(context);
        var options = new StudyOptions
        {
            Model = factors.Length > 0 ? ExpectedReturnModel.Factors : model,
            EstimationDays = context.Get(_estimation) ?? Defaults.EstimationDays,
            Gap = context.Get(_gap) ?? Defaults.Gap,
            EstimationFrom = context.Get(_estimationFrom),
            EstimationTo = context.Get(_estimationTo),
            MinObservations = context.Get(_minObservations) ?? Defaults.MinObservations,
        };
        var request = new StudyRequest
        {
            Prices = context.Get(_prices)!,
            Events = context.Get(_events)!,
            Benchmark = options.NeedsBenchmark ? context.Get(_benchmark) : null,
            BenchmarkMap = ReadBenchmarks(context.Get(_benchmarkMap), options),
            Factors = factors,
            Symbols = context.Get(_synthetic) is { } treated ? [treated] : context.Get(_symbols) ?? [],
            Portfolios = ReadPortfolios(context.Get(_portfolios)),
            Windows = context.Get(_windows) is { Length: > 0 } given ? [.. given.Distinct()] : EventWindow.Defaults,
            Options = options,
            Basis = context.Get(_basis),
            Venue = FindVenue(context.Get(_venue) ?? DefaultVenue),
            Direction = context.Get(_direction),
            ExcludeOverlaps = context.Get(_excludeOverlaps),
            Summary = context.Get(_summary) ?? (context.Get(_tests) ? SummaryKind.BySymbol : null),
            CalendarTime = context.Get(_calendarTime),
            Releases = ReadReleases(context.Get(_confounders)),
            SyntheticControl = context.Get(_synthetic),
            Donors = context.Get(_donors) ?? [],
            Explain = ReadCharacteristics(context.Get(_explain)),
            BootstrapDraws = context.Get(_bootstrap) ?? (context.Get(_explain) is null ? 0 : ExplainDraws),
            Seed = context.Get(_seed) ?? DefaultSeed,
            Plot = context.Get(_plot),
        };
        Check(request);
        return request;
    }

    private static Venue FindVenue(string code) => VenueCatalog.TryGet(code, out Venue? venue)
        ? venue
        : throw CommandError.BadArguments($"--venue: '{code}' is not one of {string.Join(", ", VenueCatalog.All)}.");

    private static IReadOnlyList<Portfolio> ReadPortfolios(string? path)
    {
        PortfolioJson file = path is null ? new PortfolioJson([], []) : PortfolioJson.Read(path);
        return Valid("--portfolios", file.Errors, file.Portfolios);
    }

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> ReadBenchmarks(string? path, StudyOptions options)
    {
        if (path is not null && !options.NeedsBenchmark)
        {
            throw CommandError.BadArguments("--benchmark-map: --model mean uses no benchmark; leave one of the two out.");
        }

        BenchmarkMapCsv file = path is null
            ? new BenchmarkMapCsv(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal), [])
            : BenchmarkMapCsv.Read(path);
        return Valid("--benchmark-map", file.Errors, file.Benchmarks);
    }

    private static (string, InstrumentCharacteristics)? ReadCharacteristics(string? path) =>
        path is not null && CharacteristicsCsv.Read(path) is var file
            ? (path, Valid("--explain", file.Errors, file.Characteristics))
            : null;

    private static ReleaseCalendar? ReadReleases(string? path) =>
        path is not null && ReleaseCalendarCsv.Read(path) is var file
            ? new ReleaseCalendar(Valid("--confounders", file.Errors, file.Releases))
            : null;

    private static T Valid<T>(string option, IReadOnlyList<InputError> errors, T content) => errors.Count == 0
        ? content
        : throw CommandError.BadArguments($"{option}: {string.Join(' ', errors)}");

    private void CheckEstimation(CommandContext context)
    {
        (DateOnly? from, DateOnly? to) = (context.Get(_estimationFrom), context.Get(_estimationTo));
        if (from is null != to is null)
        {
            throw CommandError.BadArguments("--estimation-from and --estimation-to go together: give both, or neither.");
        }

        if (from > to)
        {
            throw CommandError.BadArguments($"--estimation-to: {to:yyyy-MM-dd} is before --estimation-from, {from:yyyy-MM-dd}; swap them.");
        }

        if (from is not null && (context.Get(_estimation) is not null || context.Get(_gap) is not null))
        {
            throw CommandError.BadArguments(
                "--estimation and --gap place an estimation window before each event; leave them out with --estimation-from.");
        }
    }

    private static void Check(StudyRequest request)
    {
        if (request.Regressors.Count == 0 && request.Options.NeedsBenchmark)
        {
            throw CommandError.BadArguments("--benchmark is needed: name the market's symbol, or use --model mean.");
        }

        IEnumerable<IReadOnlyList<string>> models =
            request.BenchmarkMap.Keys.SelectMany(request.RegressorsOf).Append(request.SharedRegressors);
        if (models.Any(model => model.Count > StudyOptions.MaxFactors || model.Distinct(StringComparer.Ordinal).Count() < model.Count))
        {
            throw CommandError.BadArguments($"--factors: name each factor once, at most {StudyOptions.MaxFactors} with the benchmark.");
        }

        if (request.BootstrapDraws < 0 || (request.BootstrapDraws > 0 && request is { Summary: null, Explain: null }))
        {
            throw CommandError.BadArguments("--bootstrap takes a number of draws and goes with --tests, --summary or --explain.");
        }

        if (request is { Explain: not null, BootstrapDraws: 0 })
        {
            throw CommandError.BadArguments("--bootstrap: --explain needs at least 1 draw; leave --bootstrap out for the default.");
        }

        if (new[] { request.Summary is not null, request.CalendarTime, request.Explain is not null, request.SyntheticControl is not null }
            .Count(given => given) > 1)
        {
            throw CommandError.BadArguments("--tests (or --summary), --calendar-time, --explain and --synthetic-control each print a table "
                + "of their own; give one of them.");
        }

        if (request is { SyntheticControl: null, Donors.Count: > 0 })
        {
            throw CommandError.BadArguments("--donors go with --synthetic-control: name the instrument to compare them with.");
        }

        if (request is { SyntheticControl: not null, Options.HasFixedEstimation: true })
        {
            throw CommandError.BadArguments("--synthetic-control moves the estimation window with each placebo date: give --estimation "
                + "instead of --estimation-from.");
        }

        string problems = string.Join(' ', request.Options.Problems(request.Windows));
        if (problems.Length > 0)
        {
            throw CommandError.BadArguments(problems);
        }
    }

    private static Option<string[]> List(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "A,B",
        CustomParser = static result =>
        [
            .. result.Tokens.SelectMany(
                token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        ],
    };

    private static Option<EventWindow[]> Windows() => new("--window")
    {
        Description = "An event window, first and last bar relative to day 0, such as -1,1; may be given several times. "
            + "Default: 0,0 and -1,1 and 0,5.",
        HelpName = "FIRST,LAST",
        CustomParser = static result =>
            SharedOptions.Read(result, _ => result.Tokens.Select(token => EventWindow.Parse(token.Value)).ToArray()),
    };

    private static Option<int?> Number(string name, string description, int standard) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} Default: {standard}."),
        HelpName = "N",
    };

    /// <summary>An option that takes one of the given words, each the name of an enum's member in kebab case.</summary>
    private static Option<T> Choice<T>(string name, string description, string words) => new(name)
    {
        Description = description,
        HelpName = words,
        CustomParser = result =>
            SharedOptions.Read(result, text => words.Split('|').Contains(text.Replace('_', '-'), StringComparer.Ordinal)
            ? (T)Enum.Parse(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), MemberName(text), ignoreCase: true)
            : throw new FormatException($"'{text}' is not one of {words.Replace("|", ", ", StringComparison.Ordinal)}."))!,
    };

    private static string MemberName(string word) =>
        word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
}
