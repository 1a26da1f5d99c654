using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Local.Sample;

/// <summary>
/// Two years of simulated daily bars, the same on every run. Each instrument follows the simulated market with its own slope and noise; on
/// the days of planted reactions its return is higher by exactly the planted amount, and so is its volume.
/// </summary>
internal sealed class SimulatedMarket
{
    /// <summary>Name of the price source in every row, so that nobody mistakes the prices for real ones.</summary>
    public const string Source = "simulated";

    private const int Seed = 20250402;
    private static readonly DateOnly First = new(2024, 1, 1);
    private static readonly DateOnly Last = new(2025, 12, 31);

    private readonly Dictionary<(string Symbol, DateOnly Date), double> _planted;
    private readonly DateOnly[] _sessions;

    public SimulatedMarket(IReadOnlyList<PlantedReaction> planted)
    {
        _planted = planted.ToDictionary(reaction => (reaction.Symbol, reaction.Day0), reaction => reaction.EffectPct);
        _sessions = [.. VenueCatalog.Get("XNYS").SessionsAfter(First.AddDays(-1)).TakeWhile(date => date <= Last)];
        Histories = Simulate();
    }

    /// <summary>The dates of the bars, ascending.</summary>
    public IReadOnlyList<DateOnly> Sessions => _sessions;

    /// <summary>The bars by symbol.</summary>
    public IReadOnlyDictionary<string, PriceHistory> Histories { get; }

    /// <summary>The abnormal return planted in a window, in percent: the sum over its sessions.</summary>
    /// <param name="symbol">Symbol of the instrument.</param>
    /// <param name="day0">Day 0, a session.</param>
    /// <param name="start">First bar relative to day 0.</param>
    /// <param name="end">Last bar relative to day 0.</param>
    public double PlantedPct(string symbol, DateOnly day0, int start, int end)
    {
        int zero = Array.BinarySearch(_sessions, day0);
        return Enumerable.Range(start, end - start + 1).Sum(offset => _planted.GetValueOrDefault((symbol, _sessions[zero + offset])));
    }

    private Dictionary<string, PriceHistory> Simulate()
    {
        var normal = new Normal(Seed);
        double[] market = [.. _sessions.Select(_ => 0.0003 + (0.009 * normal.Next()))];
        Dictionary<string, PriceHistory> histories = SimulatedInstrument.All
            .Select((instrument, index) => Simulate(instrument, new Normal(Seed + 1 + index), market))
            .ToDictionary(history => history.Symbol, StringComparer.Ordinal);
        histories.Add(SimulatedInstrument.Market, Bars(SimulatedInstrument.Market, new Normal(Seed - 1), market, 5e7));
        return histories;
    }

    private PriceHistory Simulate(SimulatedInstrument instrument, Normal normal, double[] market)
    {
        double[] returns =
        [
            .. _sessions.Select((date, t) =>
                (instrument.Beta * market[t])
                + (instrument.ResidualPct / 100 * normal.Next())
                + (_planted.GetValueOrDefault((instrument.Symbol, date)) / 100)),
        ];
        return Bars(instrument.Symbol, normal, returns, 2e6);
    }

    private PriceHistory Bars(string symbol, Normal normal, double[] returns, double usualVolume)
    {
        var bars = new List<PriceBar>(returns.Length);
        double close = 100;
        foreach ((DateOnly date, double change) in _sessions.Zip(returns))
        {
            double before = close;
            close = Cents(before * (1 + change));
            double open = Cents(before * (1 + (0.6 * change) + (0.001 * normal.Next())));
            double high = Cents(Math.Max(open, close) * (1 + (0.002 * Math.Abs(normal.Next()))));
            double low = Cents(Math.Min(open, close) * (1 - (0.002 * Math.Abs(normal.Next()))));
            double surge = 0.25 * Math.Abs(_planted.GetValueOrDefault((symbol, date)));
            double volume = Math.Round(usualVolume * Math.Exp((0.25 * normal.Next()) + surge));
            bars.Add(new PriceBar(date, open, high, low, close, double.NaN, volume));
        }

        return new PriceHistory { Symbol = symbol, Bars = bars, Source = Source };
    }

    private static double Cents(double price) => Math.Round(price, 2);

    /// <summary>Standard normal numbers after Box and Muller (1958): for a seed the same on every platform, up to rounding.</summary>
    private sealed class Normal(int seed)
    {
        private readonly Random _random = new(seed);

        public double Next() =>
            Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
    }
}
