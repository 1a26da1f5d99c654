using System.Diagnostics;
using MarketPulse.Benchmarks.Impact;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Benchmarks.Sensitivity;

/// <summary>
/// Sensitivity profiles: three windows, three horizons, all events together. Instruments are created one at a time, which is not counted;
/// they share a calendar, like those of one venue. The baseline prepares every regression separately for each instrument. One thread.
/// </summary>
internal sealed class SensitivityLines : QuickGroup
{
    private const int Instruments = 2_000, Events = 1_000, Days = 2_520;
    private const int PlaceboInstruments = 50, PlaceboEvents = 300, PlaceboDays = 1_260;
    private static readonly DateOnly Start = new(2015, 1, 1);

    public override IReadOnlyList<string> Names { get; } =
        ["sensitivity.full", "sensitivity.memory", "baseline.sensitivity", "sensitivity.ratio", "sensitivity.placebo"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        (double seconds, double megabytes) = Measure(Instruments, Events, Days, placebo: false, shared: true);
        (double apart, _) = Measure(Instruments / 100, Events, Days, placebo: false, shared: false);
        yield return new QuickLine("sensitivity.full", seconds, "s");
        yield return new QuickLine("sensitivity.memory", megabytes, "MB");
        yield return new QuickLine("baseline.sensitivity", 100 * apart, "s");
        yield return new QuickLine("sensitivity.ratio", 100 * apart / seconds, "times sensitivity.full");
        if (wanted("sensitivity.placebo"))
        {
            yield return new QuickLine(
                "sensitivity.placebo", Measure(PlaceboInstruments, PlaceboEvents, PlaceboDays, placebo: true, shared: true).Seconds, "s");
        }
    }

    private static (double Seconds, double Megabytes) Measure(int instruments, int events, int days, bool placebo, bool shared)
    {
        var random = new SimulatedReturns(11);
        double[] market = random.Factor(days);
        DateOnly[] sessions = [.. Enumerable.Range(0, days).Select(i => Start.AddDays(i))];
        PriceHistory benchmark = Prices("MARKET", market);
        EventIndex eventIndex = new(Enumerable.Range(0, events).Select(e => Event(e, 200 + (int)((long)e * (days - 220) / events))));
        var options = new SensitivityOptions { Placebo = placebo };
        var engine = new EventStudy(new StudyOptions());
        long before = GC.GetTotalMemory(forceFullCollection: true), most = before;
        var watch = new Stopwatch();
        watch.Start();
        var study = new SensitivityStudy(engine, eventIndex, sessions, options);
        for (int i = 0; i < instruments; i++)
        {
            watch.Stop();
            JoinedReturns returns =
                JoinedReturns.Join(Prices($"S{i:0000}", random.Instrument("S", [market]).Returns.ToArray()), benchmark, PriceBasis.Close);
            ObservedEvent[][] observed =
                [.. EventWindow.Defaults.Select((window, w) => Observed(engine, returns, eventIndex, window, shared ? w : w + (3 * i)))];
            watch.Start();
            if (!shared)
            {
                study = new SensitivityStudy(engine, eventIndex, sessions, options);
            }

            study.Add("equity", returns, observed);
            watch.Stop();
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
            watch.Start();
        }

        int rows = study.Complete().Count;
        watch.Stop();
        return rows > 0
            ? (watch.Elapsed.TotalSeconds, (most - before) / 1e6)
            : throw new InvalidOperationException("A study of simulated returns gave no row.");
    }

    private static ObservedEvent[] Observed(EventStudy engine, JoinedReturns returns, EventIndex eventIndex, EventWindow window, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. eventIndex.Events.Select((e, i) => (Day: DateOnly.FromDateTime(e.EventTimeUtc.UtcDateTime), Position: i)).Select(one =>
            {
                ClassicalStudy result = engine.EvaluateClassical(returns, returns.IndexOnOrAfter(one.Day), window);
                return new ObservedEvent(one.Position, one.Day)
                {
                    Car = result.Car,
                    Scar = result.Scar,
                    VolumeScore = 200 * (random.NextDouble() - 0.5),
                    VolatilityScore = 100 * random.NextDouble(),
                };
            }),
        ];
    }

    private static TradeEvent Event(int number, int day) => new()
    {
        EventId = $"{Start.AddDays(day):yyyyMMdd}T120000Z-{number:x8}",
        EventTimeUtc = new DateTimeOffset(Start.AddDays(day), new TimeOnly(12, 0), TimeSpan.Zero),
        Stance = number % 3 == 0 ? Stance.Deescalation : Stance.Escalation,
        Intensity = 20 + (number * 37 % 61),
        Novelty = number * 13 % 97 / 97.0,
    };

    private static PriceHistory Prices(string symbol, double[] returns)
    {
        var bars = new PriceBar[returns.Length + 1];
        double price = 100;
        bars[0] = PriceBar.OfClose(Start.AddDays(-1), price);
        for (int t = 0; t < returns.Length; t++)
        {
            bars[t + 1] = PriceBar.OfClose(Start.AddDays(t), price *= 1 + returns[t]);
        }

        return new PriceHistory { Symbol = symbol, Bars = bars };
    }
}
