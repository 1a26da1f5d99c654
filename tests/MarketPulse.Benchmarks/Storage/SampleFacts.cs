using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Local.Sample;

namespace MarketPulse.Benchmarks.Storage;

/// <summary>
/// Scores and paths as the pipeline computes them, for weekly events of 2025 on forty simulated instruments and the market itself.
/// </summary>
internal static class SampleFacts
{
    private const int Events = 24, Copies = 4;

    public static IReadOnlyList<EventScores> Score()
    {
        var market = new SimulatedMarket(SampleFiles.ReadPlanted());
        var histories = new Dictionary<string, PriceHistory>(StringComparer.Ordinal)
        {
            [SimulatedInstrument.Market] = market.Histories[SimulatedInstrument.Market],
        };
        List<Instrument> instruments =
            [SimulatedInstrument.Watchlist.Single(instrument => instrument.Symbol == SimulatedInstrument.Market)];
        foreach (Instrument instrument in SimulatedInstrument.Watchlist.Where(instrument => instrument.Benchmark is not null))
        {
            for (int copy = 1; copy <= Copies; copy++)
            {
                string symbol = $"{instrument.Symbol}{copy}";
                instruments.Add(instrument with { Symbol = symbol });
                histories[symbol] = market.Histories[instrument.Symbol] with { Symbol = symbol };
            }
        }

        var scorer = new EventScorer(new StudyOptions(), TimeProvider.System);
        return [.. Enumerable.Range(0, Events).Select(week => scorer.Score(EventOf(week), [], instruments, histories))];
    }

    private static TradeEvent EventOf(int week)
    {
        DateTimeOffset time = new DateTimeOffset(2025, 2, 4, 12, 0, 0, TimeSpan.Zero).AddDays(7 * week);
        return new TradeEvent
        {
            EventId = $"{time:yyyyMMdd'T'HHmmss'Z'}-{week:x8}",
            EventTimeUtc = time,
            Stance = Stance.Escalation,
            Intensity = 50,
            Certainty = Certainty.Announced,
            Measures = ["tariff"],
            Topics = ["semiconductors"],
            Actors = ["CN", "US"],
            Pairs = ["US-CN"],
            Headline = "An event of the benchmark",
            Relevance = 1,
            Articles = [],
            LexiconVersion = "1",
        };
    }
}
