using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Feeds.Files;
using MarketPulse.Local.Commands;
using NodaTime;

namespace MarketPulse.Local.Study;

/// <summary>Content of the files of a study, ready for scoring.</summary>
/// <param name="Subjects">The instruments with their events.</param>
/// <param name="Windows">The windows in bars.</param>
/// <param name="WindowKeys">Key of each window as requested: in bars, or in minutes for intraday bars.</param>
internal sealed record StudyFiles(
    IReadOnlyList<StudySubject> Subjects, IReadOnlyList<EventWindow> Windows, IReadOnlyDictionary<string, string> WindowKeys)
{
    /// <summary>The study by synthetic control that was asked for; null for none.</summary>
    public SyntheticStudy? Synthetic { get; init; }

    /// <summary>
    /// Reads events and prices. A bad row is reported and skipped; an error that makes the study impossible ends the command.
    /// </summary>
    /// <exception cref="CommandError">A file or symbol is missing, there are no events, or a benchmark is too short.</exception>
    public static StudyFiles Read(StudyRequest request, CommandContext context, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(request.Prices))
        {
            throw CommandError.BadArguments($"--prices: there is no folder '{request.Prices}'.");
        }

        Dictionary<string, string> files = PriceFolder.Files(request.Prices)
            .ToDictionary(PriceCsv.SymbolOf, path => path, StringComparer.Ordinal);
        IReadOnlyList<StudyEvent> events = Events(request, context);
        List<string> symbols = Symbols(request, files, events);
        bool isIntraday = IntradayCsv.IsIntraday(files[symbols[0]]);
        if (isIntraday && (request.SyntheticControl is not null || request.Releases is not null))
        {
            string option = request.Releases is null ? "--synthetic-control" : "--confounders";
            throw CommandError.BadArguments($"{option} needs daily prices; leave it out for intraday bars.");
        }

        return isIntraday
            ? Intraday(request, context, files, symbols, events, cancellationToken)
            : Daily(request, context, files, symbols, events, cancellationToken) with
            {
                Synthetic = SyntheticOf(request, context, files, events),
            };
    }

    private static SyntheticStudy? SyntheticOf(
        StudyRequest request, CommandContext context, Dictionary<string, string> files, IReadOnlyList<StudyEvent> events)
    {
        if (request.SyntheticControl is not { } treated)
        {
            return null;
        }

        string[] donors = request.Donors.Count > 0
            ? [.. request.Donors.Where(donor => donor != treated).Distinct(StringComparer.Ordinal)]
            : [.. files.Keys.Except(request.Regressors, StringComparer.Ordinal).Where(symbol => symbol != treated)];
        if (donors.Length < SyntheticControl.FewestDonors)
        {
            throw CommandError.BadArguments(
                $"--donors: a synthetic control needs at least {SyntheticControl.FewestDonors} donors, and {donors.Length} "
                    + $"{(donors.Length == 1 ? "is" : "are")} given or found in {request.Prices}: name more, or add their prices.");
        }

        var csv = new PriceCsv(context.Clock);
        PriceFile[] read = [.. donors.Select(donor => csv.Read(files[donor]))];
        context.Tell(read.Where(file => !request.Regressors.Contains(file.History.Symbol)).SelectMany(file => file.Errors));
        PriceHistory[] histories = [.. read.Select(file => file.History)];
        CheckBasis(request, files, histories);
        return new SyntheticStudy(request.Options, request.Basis, csv.Read(files[treated]).History, histories, events);
    }

    private static void CheckBasis(StudyRequest request, Dictionary<string, string> files, IEnumerable<PriceHistory> histories)
    {
        if (request.Basis is { } basis && histories.FirstOrDefault(history => !PriceLevels.Supports(history, basis)) is { } lacking)
        {
            throw CommandError.BadArguments($"--price: {files[lacking.Symbol]} has bars with no Adj Close; use --price close.");
        }
    }

    private static IReadOnlyList<StudyEvent> Events(StudyRequest request, CommandContext context)
    {
        if (!File.Exists(request.Events))
        {
            throw CommandError.BadArguments($"--events: there is no file '{request.Events}'.");
        }

        (IReadOnlyList<StudyEvent> events, IReadOnlyList<InputError> errors) = StudyEventCsv.Read(request.Events);
        if (events.Count == 0)
        {
            throw CommandError.BadArguments($"--events: {errors[0]}");
        }

        foreach (InputError error in errors)
        {
            context.Fail(error.ToString());
        }

        IReadOnlyList<StudyEvent> chosen = request.Direction is null
            ? events
            : [.. events.Where(listed => listed.Direction == request.Direction)];
        return chosen.Count > 0
            ? chosen
            : throw CommandError.BadArguments($"--direction: no event of {request.Events} has direction '{request.Direction}'.");
    }

    private static List<string> Symbols(StudyRequest request, Dictionary<string, string> files, IReadOnlyList<StudyEvent> events)
    {
        IEnumerable<string> ofEvents = request.Symbols.Count > 0
            ? []
            : events.Select(listed => listed.Symbol).OfType<string>()
                .Except(request.Portfolios.Select(portfolio => portfolio.Name), StringComparer.Ordinal);
        IEnumerable<string> mapped = request.BenchmarkMap.Keys
            .Except(request.Portfolios.Select(portfolio => portfolio.Name), StringComparer.Ordinal);
        IEnumerable<string> named =
            [.. request.Regressors, .. request.Symbols, .. request.Donors, .. Members(request), .. mapped, .. ofEvents];
        string[] unknown = [.. named.Where(symbol => !files.ContainsKey(symbol)).Distinct(StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw CommandError.BadArguments(
                $"There are no prices for {string.Join(", ", unknown)}: {request.Prices} has {string.Join(", ", files.Keys.Take(20))}.");
        }

        List<string> symbols = request.Symbols.Count > 0
            ? [.. request.Symbols.Distinct(StringComparer.Ordinal)]
            : [.. files.Keys.Where(symbol => !request.Regressors.Contains(symbol) || request.BenchmarkMap.ContainsKey(symbol))];
        if (symbols.Count == 0)
        {
            throw CommandError.BadArguments($"--prices: {request.Prices} has no CSV other than that of the benchmark.");
        }

        return request.Options.NeedsBenchmark && symbols.Find(symbol => request.RegressorsOf(symbol)[0].Count == 0) is { } without
            ? throw CommandError.BadArguments(
                $"--benchmark-map has no benchmark for {without}: add a row, or name a --benchmark for the instruments that it leaves out.")
            : symbols;
    }

    /// <summary>The events of an instrument: those that name it, and those that name none.</summary>
    private static IEnumerable<StudyEvent> EventsOf(IReadOnlyList<StudyEvent> events, string symbol) =>
        events.Where(listed => listed.Symbol is null || listed.Symbol == symbol);

    private static IEnumerable<string> Members(StudyRequest request) =>
        request.Portfolios.SelectMany(portfolio => portfolio.Weights).Select(member => member.Key);

    private static StudyFiles Daily(
        StudyRequest request, CommandContext context, Dictionary<string, string> files, List<string> symbols,
        IReadOnlyList<StudyEvent> events, CancellationToken cancellationToken)
    {
        var csv = new PriceCsv(context.Clock);
        string[] needed = [.. symbols.Concat(request.Regressors).Concat(Members(request)).Distinct(StringComparer.Ordinal)];
        Dictionary<string, PriceFile> read = needed.AsParallel().WithCancellation(cancellationToken)
            .Select(symbol => (symbol, file: csv.Read(files[symbol])))
            .ToDictionary(pair => pair.symbol, pair => pair.file, StringComparer.Ordinal);
        context.Tell(needed.SelectMany(symbol => read[symbol].Errors));

        foreach (string symbol in request.Regressors)
        {
            CheckLength(symbol, read[symbol].History.Bars.Count - 1, request.Options);
        }

        HashSet<string> inUse = [.. request.Regressors, .. Members(request)];
        var factors = request.Regressors.ToDictionary(symbol => symbol, symbol => read[symbol].History, StringComparer.Ordinal);
        var subjects = new List<StudySubject>();
        foreach (PriceHistory history in symbols.Select(symbol => read[symbol].History).Concat(Combined(request, read)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (files.ContainsKey(history.Symbol))
            {
                CheckBasis(request, files, factors.Values.Append(history));
            }

            IReadOnlyList<IReadOnlyList<string>> models = request.RegressorsOf(history.Symbol);
            for (int i = 0; i < models.Count; i++)
            {
                subjects.Add(Subject(request, history, [.. models[i].Select(symbol => factors[symbol])], events) with { Alternative = i });
            }

            // The bars take as much memory as the returns made of them.
            if (!inUse.Contains(history.Symbol))
            {
                read.Remove(history.Symbol);
            }
        }

        CheckPeriod(subjects, request.Options);
        return new StudyFiles(
            subjects, request.Windows, request.Windows.ToDictionary(window => window.Key, window => window.Key, StringComparer.Ordinal));
    }

    private static StudySubject Subject(
        StudyRequest request, PriceHistory history, IReadOnlyList<PriceHistory> factors, IReadOnlyList<StudyEvent> events)
    {
        JoinedReturns returns = JoinedReturns.JoinFactors(
            history, [.. factors.Select(factor => (factor, PriceChange.Return))], request.Basis);
        var sessions = new SessionCalendar(request.Venue, returns.Dates.ToArray());
        PriceHistory? market = factors.Count == 0 ? null : factors[0];
        return new StudySubject(
            returns,
            Codes<PriceBasis>.Of(returns.Basis),
            [.. returns.Dates.ToArray().Select(date => date.DayNumber)],
            [.. EventsOf(events, history.Symbol).Select(listed => Locate(listed, returns, sessions, history, market))])
        {
            Benchmark = returns.Benchmark,
            Releases = request.Releases?.Locate(returns, sessions),
        };
    }

    /// <summary>Checks that some instrument can be fitted over the fixed estimation window; others get a reason in their rows.</summary>
    private static void CheckPeriod(List<StudySubject> subjects, StudyOptions options)
    {
        if (options.EstimationFrom is not { } from || options.EstimationTo is not { } to)
        {
            return;
        }

        List<JoinedReturns> all = [.. subjects.Select(subject => subject.Returns).OfType<JoinedReturns>()];
        int most = all.Max(returns => returns.IndexOnOrAfter(to.AddDays(1)) - returns.IndexOnOrAfter(from));
        if (most < options.MinObservations)
        {
            JoinedReturns longest = all.MaxBy(returns => returns.Count)!;
            string span = longest.Count == 0 ? "no returns at all" : FormattableString.Invariant(
                $"{longest.Symbol} has returns from {longest.Dates[0]:yyyy-MM-dd} to {longest.Dates[^1]:yyyy-MM-dd}");
            throw CommandError.BadArguments(FormattableString.Invariant(
                $"--estimation-from, --estimation-to: no instrument has more than {most} returns from {from:yyyy-MM-dd} to ")
                + FormattableString.Invariant($"{to:yyyy-MM-dd}, and a fit needs {options.MinObservations}; {span}. ")
                + "Choose dates inside the data, or give more prices.");
        }
    }

    private static IEnumerable<PriceHistory> Combined(StudyRequest request, Dictionary<string, PriceFile> read)
    {
        Dictionary<string, PriceHistory> histories = read.ToDictionary(
            pair => pair.Key, pair => pair.Value.History, StringComparer.Ordinal);
        foreach (Portfolio portfolio in request.Portfolios)
        {
            PriceHistory combined;
            try
            {
                combined = portfolio.Combine(histories, request.Basis);
            }
            catch (ArgumentException e)
            {
                throw CommandError.BadArguments($"--portfolios: {e.Message}");
            }

            yield return combined;
        }
    }

    private static LocatedEvent Locate(
        StudyEvent listed, JoinedReturns returns, SessionCalendar sessions, PriceHistory history, PriceHistory? market)
    {
        DateOnly scheduled = DayZero(new SessionCalendar(sessions.Venue, []));
        if (TradingHalt.On(scheduled, history, market))
        {
            return new LocatedEvent(listed, -1, Iso(scheduled), IsHalted: true);
        }

        DateOnly day0 = DayZero(sessions);
        int position = returns.Count > 0 && day0 < returns.Dates[0] ? -1 : returns.IndexOnOrAfter(day0);
        return new LocatedEvent(listed, position, Iso(day0));

        DateOnly DayZero(SessionCalendar calendar) =>
            listed.Date is { } date ? calendar.OnOrAfter(date) : DayZeroResolver.OfMoment(listed.Time!.Value, calendar).Date;

        static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static StudyFiles Intraday(
        StudyRequest request, CommandContext context, Dictionary<string, string> files, List<string> symbols,
        IReadOnlyList<StudyEvent> events, CancellationToken cancellationToken)
    {
        if (request.Basis is PriceBasis.Adjusted or PriceBasis.Total)
        {
            throw CommandError.BadArguments("--price: intraday bars have only closes; leave --price out.");
        }

        if (request.Options.HasFixedEstimation)
        {
            throw CommandError.BadArguments("--estimation-from needs daily prices; intraday bars take --estimation and --gap.");
        }

        var read = new Dictionary<string, IReadOnlyList<IntradayBar>>(StringComparer.Ordinal);
        foreach (string symbol in symbols.Concat(request.Regressors).Distinct(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            (read[symbol], IReadOnlyList<InputError> errors) = IntradayCsv.Read(files[symbol], request.Venue.Zone);
            foreach (InputError error in errors)
            {
                context.Fail(error.ToString());
            }
        }

        foreach (string symbol in request.Regressors)
        {
            CheckLength(symbol, read[symbol].Count - 1, request.Options);
        }

        List<(string Symbol, string Benchmark, int Alternative, IntradayReturns Returns)> joined =
        [
            .. symbols.SelectMany(symbol => request.RegressorsOf(symbol).Select((model, i) => (
                symbol, model.Count == 0 ? "" : model[0], i,
                IntradayReturns.Join(symbol, read[symbol], [.. model.Select(factor => read[factor])])))),
        ];
        TimeSpan bar = joined[0].Returns.BarLength;
        if (joined.Find(of => of.Returns.BarLength != bar) is { Symbol: { } odd })
        {
            throw CommandError.BadArguments($"--prices: the bars of {odd} do not have the same length as those of {joined[0].Symbol}, "
                + $"{bar.TotalMinutes:0.##} minutes.");
        }

        List<EventWindow> windows = [.. request.Windows.Select(window => InBars(window, bar))];
        return new StudyFiles(
            [.. joined.Select(of => new StudySubject(
                of.Returns.Returns,
                Codes<PriceBasis>.Of(PriceBasis.Close),
                of.Returns.Bars,
                [.. EventsOf(events, of.Symbol).Select(listed => Locate(listed, of.Returns, request.Venue))])
                {
                    Benchmark = of.Benchmark,
                    Alternative = of.Alternative,
                })],
            windows,
            windows.Zip(request.Windows).ToDictionary(pair => pair.First.Key, pair => pair.Second.Key, StringComparer.Ordinal));
    }

    private static LocatedEvent Locate(StudyEvent listed, IntradayReturns returns, Venue venue)
    {
        DateTime time = listed.Date is { } date
            ? date.ToDateTime(TimeOnly.MinValue)
            : Instant.FromDateTimeOffset(listed.Time!.Value).InZone(venue.Zone).ToDateTimeUnspecified();
        int position = returns.IndexAfter(time);
        DateTime shown = position < returns.Returns.Count ? returns.StartOf(position) : time;
        return new LocatedEvent(listed, position, shown.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
    }

    private static EventWindow InBars(EventWindow minutes, TimeSpan bar)
    {
        double length = bar.TotalMinutes;
        return minutes.Start % length == 0 && minutes.End % length == 0
            ? new EventWindow((int)(minutes.Start / length), (int)(minutes.End / length))
            : throw CommandError.BadArguments(string.Create(
                CultureInfo.InvariantCulture, $"--window {minutes.Start},{minutes.End}: windows of intraday bars are in minutes, and "
                    + $"multiples of the bar length of {length:0.##}."));
    }

    private static void CheckLength(string symbol, int returns, StudyOptions options)
    {
        if (!options.HasFixedEstimation && returns < options.EstimationDays + options.Gap)
        {
            throw CommandError.BadArguments(string.Create(
                CultureInfo.InvariantCulture,
                $"{symbol} has {Math.Max(0, returns)} returns; an estimation window of {options.EstimationDays} with a gap of "
                    + $"{options.Gap} needs {options.EstimationDays + options.Gap}: give more prices, or a smaller --estimation."));
        }
    }
}
