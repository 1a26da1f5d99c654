using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;

namespace MarketPulse.Faults.Load;

/// <summary>Events and instruments by the number.</summary>
internal static class LoadWorld
{
    private static readonly DateTimeOffset First = new(2024, 9, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Instruments, the first of them the benchmark of the others.</summary>
    public static Instrument[] Instruments(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Instrument { Symbol = Symbol(i), Benchmark = i == 0 ? null : Symbol(0) })];

    /// <summary>Events at equal distances.</summary>
    public static TradeEvent[] Events(int count, TimeSpan distance) => [.. Enumerable.Range(0, count).Select(i => Event(i, First + (i * distance)))];

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
