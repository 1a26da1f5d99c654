using System.Diagnostics;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Markets;
using MarketPulse.Local.Azurite;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Storage;

/// <summary>
/// Stores a million daily bars (200 symbols with 5,000 each) in an empty Azurite as packed years, and then one more bar of each symbol.
/// </summary>
internal sealed class BarLines : QuickGroup
{
    private const int Symbols = 200, Days = 5000, AtOnce = 4;

    public override IReadOnlyList<string> Names { get; } = ["store.bars", "store.bars.next"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        (double whole, double next) = MeasureAsync().GetAwaiter().GetResult();
        yield return new QuickLine("store.bars", 60 * Symbols * (double)Days / whole, "bars/min");
        yield return new QuickLine("store.bars.next", Symbols / next, "symbols/s");
    }

    private static async Task<(double Whole, double Next)> MeasureAsync()
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseStorage(options => options.ConnectionString = azurite.ConnectionString);
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StorageSetup>().EnsureCreatedAsync(CancellationToken.None);
        var prices = provider.GetRequiredService<IPriceStore>();
        PriceHistory[] histories = [.. Enumerable.Range(0, Symbols).Select(symbol => History(symbol, Days))];
        PriceHistory[] next =
        [
            .. Enumerable.Range(0, Symbols)
                .Select(symbol => History(symbol, Days + 1))
                .Select(history => history with { Bars = [.. history.Bars.TakeLast(11)] }),
        ];
        return (await MergeAsync(prices, histories), await MergeAsync(prices, next));
    }

    private static async Task<double> MergeAsync(IPriceStore prices, PriceHistory[] histories)
    {
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            histories,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (history, token) => await prices.MergeAsync(history, token));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static PriceHistory History(int symbol, int days)
    {
        var random = new Random(symbol);
        var first = new DateOnly(2005, 1, 3);
        double price = 100;
        var bars = new List<PriceBar>(days);
        for (int day = 0; day < days; day++)
        {
            price *= 1 + (0.01 * ((2 * random.NextDouble()) - 1));
            bars.Add(new PriceBar(first.AddDays((day / 5 * 7) + (day % 5)), price, price * 1.01, price * 0.99, price, price, 1_000_000));
        }

        return new PriceHistory { Symbol = $"S{symbol}", Bars = bars };
    }
}
