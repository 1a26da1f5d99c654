using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

/// <summary>
/// A market in which the reaction to every event is known: a common factor, t(4) GARCH noise, and a planted tension beta per instrument.
/// </summary>
internal sealed class SimulatedWorld
{
    private const int Before = 131;
    private static readonly DateOnly Start = new(2018, 1, 1);

    private readonly Random _random;
    private readonly double[] _market;
    private readonly PriceHistory _benchmark;

    /// <summary>Draws a world.</summary>
    /// <param name="seed">The same seed and plan give the same world.</param>
    /// <param name="plan">What to draw.</param>
    public SimulatedWorld(int seed, WorldPlan plan)
    {
        _random = new Random(seed);
        Window = plan.Window;
        int sessions = Before + (int)(plan.EventDays * plan.Spacing) + plan.QuietAfter;
        Sessions = [.. Enumerable.Range(0, sessions).Select(i => Start.AddDays(i))];
        _market = [.. Sessions.Select(_ => 0.01 * Gaussian())];
        _benchmark = Prices("MARKET", _market);
        EventIndex = new EventIndex(Events(plan.EventDays, plan.Spacing, plan.Persistence));
        Betas = [.. Enumerable.Range(0, plan.Instruments).Select(_ => plan.BetaDeviation * Gaussian())];
        Days = [.. EventIndex.Events.Select(e => DateOnly.FromDateTime(e.EventTimeUtc.UtcDateTime))];
    }

    public EventWindow Window { get; }

    public DateOnly[] Sessions { get; }

    public EventIndex EventIndex { get; }

    /// <summary>True betas, basis points per point, summed over the window.</summary>
    public double[] Betas { get; }

    public DateOnly[] Days { get; }

    /// <summary>Profiles of all instruments for the kind of all events.</summary>
    public IReadOnlyList<SensitivityProfile> Measure(bool placebo = false, bool means = false)
    {
        var engine = new EventStudy(new StudyOptions());
        var study = new SensitivityStudy(engine, EventIndex, Sessions, new SensitivityOptions { Windows = [Window], Placebo = placebo });
        for (int i = 0; i < Betas.Length; i++)
        {
            JoinedReturns returns = Instrument(i);
            study.Add("equity", returns, [[.. Days.Select((day, e) => Observed(engine, returns, day, e, means))]]);
        }

        return study.Complete();
    }

    /// <summary>Profiles of given instruments for other events than those that were planted, without means.</summary>
    public IReadOnlyList<SensitivityProfile> Measure(IEnumerable<TradeEvent> events, IEnumerable<JoinedReturns> instruments)
    {
        var index = new EventIndex(events);
        var study = new SensitivityStudy(
            new EventStudy(new StudyOptions()), index, Sessions, new SensitivityOptions { Windows = [Window], Placebo = false });
        ObservedEvent[] observed =
        [
            .. index.Events.Select(e => DateOnly.FromDateTime(e.EventTimeUtc.UtcDateTime))
                .Select((day, i) => new ObservedEvent(i, day) { Car = 0, Scar = 0 }),
        ];
        foreach (JoinedReturns returns in instruments)
        {
            study.Add("equity", returns, [observed]);
        }

        return study.Complete();
    }

    /// <summary>Prices of the common factor.</summary>
    public PriceHistory Benchmark => _benchmark;

    public JoinedReturns Instrument(int i) => JoinedReturns.Join(History(i), _benchmark, PriceBasis.Close);

    /// <summary>Draws an instrument; a further call draws another one of the same beta.</summary>
    public PriceHistory History(int i)
    {
        double deviation = 0.008 + (0.017 * _random.NextDouble()), loading = 0.5 + _random.NextDouble();
        double[] returns = Noise(deviation);
        for (int t = 0; t < returns.Length; t++)
        {
            returns[t] += loading * _market[t];
        }

        for (int e = 0; e < Days.Length; e++)
        {
            int day = Days[e].DayNumber - Start.DayNumber;
            double reaction = Betas[i] * 1e-4 * EventIndex.SignedIntensity(EventIndex.Events[e]) / Window.Length;
            for (int t = day + Window.Start; t <= day + Window.End; t++)
            {
                returns[t] += reaction;
            }
        }

        return Prices($"S{i:00}", returns);
    }

    public double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private ObservedEvent Observed(EventStudy engine, JoinedReturns returns, DateOnly day, int e, bool means)
    {
        if (!means)
        {
            return new ObservedEvent(e, day) { Car = 0, Scar = 0 };
        }

        StudyResult result = engine.Evaluate(returns, returns.IndexOnOrAfter(day), Window);
        return new ObservedEvent(e, day)
        {
            Car = result.Car!.Value,
            Scar = result.Scar!.Value,
            VolatilityScore = result.VolatilityScore ?? double.NaN,
        };
    }

    private List<TradeEvent> Events(int count, double spacing, double persistence)
    {
        var events = new List<TradeEvent>();
        bool escalates = true;
        for (int e = 0; e < count; e++)
        {
            escalates = e == 0 || _random.NextDouble() < persistence ? escalates : _random.NextDouble() < 0.5;
            DateOnly day = Start.AddDays(Before - 1 + (int)(e * spacing));
            events.Add(new TradeEvent
            {
                EventId = string.Create(CultureInfo.InvariantCulture, $"{day:yyyyMMdd}T120000Z-{e:x8}"),
                EventTimeUtc = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero),
                Stance = escalates ? Stance.Escalation : Stance.Deescalation,
                Intensity = 20 + (60 * _random.NextDouble()),
                Novelty = _random.NextDouble(),
                Measures = ["tariff"],
            });
        }

        return events;
    }

    /// <summary>GARCH(1,1) with t(4) innovations of unit variance: persistence 0.95, begun at its mean variance.</summary>
    private double[] Noise(double deviation)
    {
        var noise = new double[Sessions.Length];
        double variance = 1;
        for (int t = 0; t < noise.Length; t++)
        {
            double chi = -2 * Math.Log((1 - _random.NextDouble()) * (1 - _random.NextDouble()));
            double innovation = Math.Sqrt(variance) * Gaussian() / Math.Sqrt(chi / 4) / Math.Sqrt(2);
            noise[t] = deviation * innovation;
            variance = 0.05 + (0.08 * innovation * innovation) + (0.87 * variance);
        }

        return noise;
    }

    private PriceHistory Prices(string symbol, double[] returns)
    {
        var bars = new PriceBar[returns.Length + 1];
        double price = 100;
        bars[0] = PriceBar.OfClose(Start.AddDays(-1), price);
        for (int t = 0; t < returns.Length; t++)
        {
            price *= 1 + Math.Max(-0.9, returns[t]);
            bars[t + 1] = PriceBar.OfClose(Start.AddDays(t), price);
        }

        return new PriceHistory { Symbol = symbol, Bars = bars };
    }
}

/// <summary>What a <see cref="SimulatedWorld"/> looks like.</summary>
internal sealed record WorldPlan
{
    /// <summary>Number of instruments.</summary>
    public required int Instruments { get; init; }

    /// <summary>Number of event days.</summary>
    public required int EventDays { get; init; }

    /// <summary>Sessions from one event to the next.</summary>
    public required double Spacing { get; init; }

    /// <summary>Probability that an event repeats the stance of the one before.</summary>
    public double Persistence { get; init; } = 0.5;

    /// <summary>Standard deviation of the true betas, basis points per point.</summary>
    public required double BetaDeviation { get; init; }

    /// <summary>The window over which an event has its effect, evenly.</summary>
    public required EventWindow Window { get; init; }

    /// <summary>Number of sessions after the last event.</summary>
    public int QuietAfter { get; init; } = 12;
}
