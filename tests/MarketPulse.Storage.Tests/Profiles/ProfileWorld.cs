using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Profiles;

/// <summary>Instruments with simulated prices, scored events, and the changes that happen to them.</summary>
internal sealed class ProfileWorld(IServiceProvider services)
{
    private const int Days = 420;

    private static readonly DateOnly Start = new(2024, 3, 1);
    private static readonly string[] Quoted = ["SPY", "FXI", "EEM", "KWEB", "ASHR", "MCHI", "BABA", "JD", "PDD"];

    private readonly SortedDictionary<string, TradeEvent> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateOnly> _lastBars = new(StringComparer.Ordinal);
    private int _created;

    /// <summary>The watchlist: a benchmark, eight instruments, a portfolio and one without prices.</summary>
    public IReadOnlyList<Instrument> Instruments { get; private set; } =
    [
        .. Quoted.Select(symbol => new Instrument { Symbol = symbol, Benchmark = symbol == "SPY" ? null : "SPY" }),
        new Portfolio("MIX", [new("FXI", 0.6), new("EEM", 0.4)], "SPY").ToInstrument(
            [new() { Symbol = "FXI", Benchmark = "SPY" }, new() { Symbol = "EEM", Benchmark = "SPY" }]),
        new() { Symbol = "NONE", Benchmark = "SPY" },
    ];

    public Watchlist Watchlist => new(Instruments);

    /// <summary>The scheduled releases; none at first.</summary>
    public ReleaseCalendar Releases { get; set; } = ReleaseCalendar.Empty;

    private StudyBasis Basis => new(Get<StudyOptions>(), Releases);

    public MeasureSensitivity Measure => new(
        Get<IEventStore>(), Get<IScoreStore>(), Get<IPriceStore>(), Watchlist, Basis);

    public ProfileInstruments Profile => new(
        new MeasureParts(Get<IEventStore>(), Get<IScoreStore>(), Get<IPriceStore>(), Watchlist, Basis, Get<TimeProvider>()),
        Get<IProfilePartStore>(),
        Publish,
        Watchlist,
        Get<IScoreStore>());

    public SummarizeSensitivity Summarize => new(
        Get<CountArticles>(),
        Get<UpdateTensionIndex>(),
        Find,
        Profile,
        Publish,
        Get<IWorkQueue>());

    public QueueProfiles Find =>
        new(Get<IChangeMarks>(), Get<IProfilePartStore>(), Watchlist, Basis, Get<TimeProvider>());

    public PublishProfiles Publish =>
        new(Get<IProfilePartStore>(), Get<ISensitivityStore>(), Get<IDimensionWriter>(), Watchlist);

    public static void Register(IServiceCollection services)
    {
        services.AddMarketPulsePipeline();
        services.AddSingleton<ProfileWorld>();
        services.AddSingleton(provider => provider.GetRequiredService<ProfileWorld>().Watchlist);
    }

    /// <summary>Stores the prices and the first events.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (string symbol in Quoted)
        {
            var random = new Random(symbol[0] + (256 * symbol[1]));
            double price = 100;
            PriceBar[] bars =
            [
                .. Enumerable.Range(0, Days).Select(Start.AddDays)
                    .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                    .Select(day => PriceBar.OfClose(day, price *= 1 + (0.03 * (random.NextDouble() - 0.5)))),
            ];
            await Get<IPriceStore>().MergeAsync(new PriceHistory { Symbol = symbol, Bars = bars }, cancellationToken);
            _lastBars[symbol] = bars[^1].Date;
        }

        for (int i = 0; i < 22; i++)
        {
            await AddEventAsync(cancellationToken);
        }
    }

    /// <summary>Changes something: adds, revises or supersedes an event, adds a bar or corrects one.</summary>
    public Task ChangeAsync(Random random, CancellationToken cancellationToken) => random.Next(5) switch
    {
        0 => AddEventAsync(cancellationToken),
        1 => ReviseAsync(_events.Values.ElementAt(random.Next(_events.Count)), random, cancellationToken),
        2 => SupersedeAsync(_events.Values.ElementAt(random.Next(_events.Count)), cancellationToken),
        3 => AddBarAsync(Quoted[random.Next(Quoted.Length)], cancellationToken),
        _ => CorrectBarAsync(Quoted[random.Next(Quoted.Length)], random, cancellationToken),
    };

    /// <summary>Adds an event and its scores.</summary>
    public Task AddEventAsync(CancellationToken cancellationToken)
    {
        int number = _created++;
        DateOnly day = Start.AddDays(200 + (number * 37 % 200));
        return SaveAsync(
            new TradeEvent
            {
                EventId = $"{day:yyyyMMdd}T120000Z-{number:x8}",
                EventTimeUtc = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero),
                Stance = number % 3 == 0 ? Stance.Deescalation : Stance.Escalation,
                Intensity = 20 + (7 * number % 60),
                Novelty = 1.0 / (1 + (number % 5)),
                Measures = [number % 2 == 0 ? "tariff" : "export_control"],
                Actors = ["CN", "US"],
                Pairs = ["US-CN"],
                Story = $"CN-US|{number % 4}",
            },
            cancellationToken);
    }

    /// <summary>Adds the next session of an instrument.</summary>
    public async Task AddBarAsync(string symbol, CancellationToken cancellationToken)
    {
        DateOnly day = _lastBars[symbol].AddDays(_lastBars[symbol].DayOfWeek == DayOfWeek.Friday ? 3 : 1);
        await Get<IPriceStore>().MergeAsync(
            new PriceHistory { Symbol = symbol, Bars = [PriceBar.OfClose(day, 100 + (day.DayNumber % 7))] }, cancellationToken);
        _lastBars[symbol] = day;
    }

    /// <summary>Takes an instrument off the watchlist, and the portfolio that holds it.</summary>
    public Task RemoveAsync(string symbol, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Instruments = [.. Instruments.Where(instrument => instrument.Symbol != symbol && instrument.Members.Count == 0)];
        return Task.CompletedTask;
    }

    private async Task CorrectBarAsync(string symbol, Random random, CancellationToken cancellationToken)
    {
        PriceHistory stored = (await Get<IPriceStore>().ReadAsync(symbol, null, null, cancellationToken))!;
        PriceBar bar = stored.Bars[random.Next(20, stored.Bars.Count)];
        await Get<IPriceStore>().MergeAsync(
            new PriceHistory { Symbol = symbol, Bars = [bar with { Close = bar.Close * 1.01 }] }, cancellationToken);
    }

    private Task ReviseAsync(TradeEvent known, Random random, CancellationToken cancellationToken) => SaveAsync(
        known with
        {
            Revision = known.Revision + 1,
            Novelty = random.NextDouble(),
            Measures = random.Next(2) == 0 ? ["tariff", "sanction"] : known.Measures,
        },
        cancellationToken);

    private async Task SupersedeAsync(TradeEvent known, CancellationToken cancellationToken)
    {
        _events.Remove(known.EventId);
        await Get<IEventStore>().SaveAsync([known with { Status = EventStatus.Superseded }], cancellationToken);
        await Get<IScoreStore>().DeleteEventAsync(known.EventId, cancellationToken);
    }

    private async Task SaveAsync(TradeEvent tradeEvent, CancellationToken cancellationToken)
    {
        _events[tradeEvent.EventId] = tradeEvent;
        await Get<IEventStore>().SaveAsync([tradeEvent], cancellationToken);
        IReadOnlyDictionary<string, PriceHistory> histories = await Get<WatchlistScorer>().ReadPricesAsync(tradeEvent, cancellationToken);
        EventScores scores = Get<EventScorer>().Score(tradeEvent, [], Instruments, histories);
        await Get<IScoreStore>().SaveAsync(scores.Scores, scores.Paths, cancellationToken);
    }

    private T Get<T>()
        where T : notnull => services.GetRequiredService<T>();
}
