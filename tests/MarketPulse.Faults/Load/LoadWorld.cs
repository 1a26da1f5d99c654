using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;

namespace MarketPulse.Faults.Load;

/// <summary>Events and instruments by the number.</summary>
internal static class LoadWorld
{
    private const int Days = 760;
    private static readonly DateOnly FirstBar = new(2023, 8, 15);
    private static readonly DateTimeOffset First = new(2024, 9, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Instruments, the first of them the benchmark of the others.</summary>
    public static Instrument[] Instruments(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Instrument { Symbol = Symbol(i), Benchmark = i == 0 ? null : Symbol(0) })];

    /// <summary>Events at equal distances.</summary>
    public static TradeEvent[] Events(int count, TimeSpan distance) => [.. Enumerable.Range(0, count).Select(i => Event(i, First + (i * distance)))];

    /// <summary>Bars of an instrument, different from those of every other, over the year before the events and until after them.</summary>
    public static PriceHistory History(int number)
    {
        var random = new Random(number);
        double close = 100;
        return new PriceHistory
        {
            Symbol = Symbol(number),
            Bars =
            [
                .. Enumerable.Range(0, Days).Select(FirstBar.AddDays)
                    .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                    .Select(date =>
                    {
                        double open = close, reach = 0.01 * random.NextDouble();
                        close *= 1 + (0.02 * (random.NextDouble() - 0.5));
                        return new PriceBar(
                            date, open, Math.Max(open, close) * (1 + reach), Math.Min(open, close) * (1 - reach), close, close, random.Next(1_000_000, 2_000_000));
                    }),
            ],
        };
    }

    private static string Symbol(int number) => string.Create(CultureInfo.InvariantCulture, $"S{number:000}");

    private static TradeEvent Event(int number, DateTimeOffset time) => new()
    {
        EventId = string.Create(CultureInfo.InvariantCulture, $"{time:yyyyMMdd'T'HHmmss'Z'}-{number:x8}"),
        EventTimeUtc = time,
        Stance = Stance.Escalation,
        Intensity = 50,
        Headline = "Country raises tariff",
    };
}
