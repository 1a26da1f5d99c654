using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;

namespace MarketPulse.Faults.Load;

/// <summary>Any number of events and instruments.</summary>
internal static class LoadWorld
{
    private const int Days = 760;
    private static readonly DateOnly FirstBar = new(2023, 8, 15);
    private static readonly DateTimeOffset First = new(2024, 9, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Creates instruments, the first of which is the benchmark of the others.</summary>
    public static Instrument[] Instruments(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Instrument { Symbol = Symbol(i), Benchmark = i == 0 ? null : Symbol(0) })];

    /// <summary>Creates events at equal intervals.</summary>
    public static TradeEvent[] Events(int count, TimeSpan interval) =>
        [.. Enumerable.Range(0, count).Select(i => Event(i, First + (i * interval)))];

    /// <summary>
    /// Creates the bars of an instrument, from a year before the events until after them. Each instrument has other bars.
    /// </summary>
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
                        double high = Math.Max(open, close) * (1 + reach), low = Math.Min(open, close) * (1 - reach);
                        return new PriceBar(date, open, high, low, close, close, random.Next(1_000_000, 2_000_000));
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
