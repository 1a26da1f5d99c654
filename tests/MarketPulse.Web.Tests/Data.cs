using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace MarketPulse.Web.Tests;

/// <summary>Test rows, and hosts that serve them.</summary>
internal static class Data
{
    public static readonly DateTimeOffset First = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly string[] Windows = ["m1_p1", "p0_p0", "p0_p5"];

    public static string EventId(int number) => $"{RowKeys.Stamp(Time(number))}Z-{number:x8}";

    /// <summary>Events are five days apart, so twelve of them span three months.</summary>
    public static DateTimeOffset Time(int number) => First.AddDays(5 * number);

    public static TradeEvent Event(int number) => new()
    {
        EventId = EventId(number),
        EventTimeUtc = Time(number),
        Stance = number % 2 == 0 ? Stance.Escalation : Stance.Deescalation,
        Intensity = 10 + number,
        Measures = ["tariff"],
        Topics = ["rare_earths"],
        Actors = ["CN", "US"],
        Pairs = ["US-CN"],
        Headline = $"Headline {number}",
        LexiconVersion = "1",
    };

    public static ImpactScore Score(int number, string symbol = "FXI", string window = "m1_p1") => new()
    {
        EventId = EventId(number),
        EventTimeUtc = Time(number),
        Symbol = symbol,
        WindowKey = window,
        Status = number % 3 == 0 ? ScoreStatus.Provisional : ScoreStatus.Final,
        Stance = number % 2 == 0 ? Stance.Escalation : Stance.Deescalation,
        Day0 = DateOnly.FromDateTime(Time(number).UtcDateTime),
        CarPct = -0.1 * number,
        AdjustedScore = number % 2 == 0 ? -90 - (number % 10) : 20,
        Revision = 1,
        PriceRevision = 1,
        BarsThrough = new DateOnly(2026, 1, 1),
    };

    public static AbnormalReturn Path(int number, string symbol, int day) => new()
    {
        EventId = EventId(number),
        EventTimeUtc = Time(number),
        Symbol = symbol,
        Day = day,
        Date = DateOnly.FromDateTime(Time(number).UtcDateTime).AddDays(day),
        CarPct = day,
        BandLoPct = -1,
        BandHiPct = 1,
        Revision = 1,
        PriceRevision = 1,
    };

    /// <summary>
    /// A host on a real Azurite, with events 0 to <paramref name="events"/> - 1, each with two instruments, three windows and a path.
    /// </summary>
    public static async Task<WebHost> OnAzuriteAsync(AzuriteFixture azurite, int events = 12, Action<IServiceCollection>? configure = null)
    {
        string prefix = azurite.NewPrefix();
        WebHost host = await WebHost.StartAsync(services =>
        {
            services.AddMarketPulseStorage(options =>
            {
                options.ConnectionString = azurite.ConnectionString;
                options.NamePrefix = prefix;
            });
            configure?.Invoke(services);
        });
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await host.Get<StorageSetup>().EnsureCreatedAsync(cancel);
        await host.Get<IDimensionStore>().SaveInstrumentsAsync(
            [new Instrument { Symbol = "FXI", Name = "China large caps", Benchmark = "SPY" }, new Instrument { Symbol = "^VIX" }], cancel);
        await host.Get<IEventStore>().SaveAsync([.. Enumerable.Range(0, events).Select(Event)], cancel);
        for (int number = 0; number < events; number++)
        {
            await SaveScoresAsync(host, number);
        }

        return host;
    }

    public static Task SaveScoresAsync(WebHost host, int number) => host.Get<IScoreStore>().SaveAsync(
        [.. from symbol in new[] { "FXI", "^VIX" } from window in Windows select Score(number, symbol, window)],
        [.. from symbol in new[] { "FXI", "^VIX" } from day in new[] { -1, 0, 1 } select Path(number, symbol, day)],
        TestContext.Current.CancellationToken);
}
