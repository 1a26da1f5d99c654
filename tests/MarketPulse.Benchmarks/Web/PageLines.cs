using System.Diagnostics;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Azurite;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Web;

/// <summary>
/// The requests of the page's first view, in its order (page/src/views/overview.ts, footer.ts), with 100,000 scores of 834 events in
/// Azurite: the time that a reader waits in addition to that of the browser.
/// </summary>
internal sealed class PageLines : QuickGroup
{
    private const int Events = 834, Instruments = 40, Views = 7;
    private const string Prefix = "page";

    public override IReadOnlyList<string> Names { get; } = ["page.firstview", "page.firstview.cold", "page.firstview.slowest"];

    public override bool IsLong(string name) => true;

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        (double median, double cold, double slowest) = MeasureAsync().GetAwaiter().GetResult();
        yield return new QuickLine("page.firstview", median, "s");
        yield return new QuickLine("page.firstview.cold", cold, "s, the first after the start of the server");
        yield return new QuickLine("page.firstview.slowest", slowest, "s, the slowest single request");
    }

    private static async Task<(double Median, double Cold, double Slowest)> MeasureAsync()
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
        await using ApiHost host = await ApiHost.StartAsync(services => services.AddMarketPulseStorage(options =>
        {
            options.ConnectionString = azurite.ConnectionString;
            options.NamePrefix = Prefix;
        }));
        await host.Services.GetRequiredService<StorageSetup>().EnsureCreatedAsync(CancellationToken.None);
        await StoredScores.WriteAsync(azurite.ConnectionString, Prefix, Events, 3 * Instruments);
        await StoreTheRestAsync(host.Services);
        var views = new List<double>();
        var slowest = new List<double>();
        for (int view = 0; view < Views; view++)
        {
            long start = Stopwatch.GetTimestamp();
            slowest.Add(await ViewAsync(host));
            views.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return (Timing.Median(views.Skip(1)), views[0], Timing.Median(slowest.Skip(1)));
    }

    /// <returns>Seconds of the slowest request.</returns>
    private static async Task<double> ViewAsync(ApiHost host)
    {
        double foot = 0;
        Task footer =
            Task.Run(async () => foot =
                (await TimeAsync("/api/calibration?limit=5000&window=m1_p1", "/api/data-status?limit=5000", "/api/feeds")).Max());
        double[] first = await TimeAsync(
            "/",
            "/api/instruments?limit=5000",
            "/api/events?limit=1&select=eventtimeutc",
            "/api/sensitivity?limit=5000&window=p0_p0&horizon=all&kind=all",
            "/api/sensitivity?limit=5000&window=m1_p1&horizon=all&kind=all",
            "/api/event-search?limit=1");
        double[] second = await TimeAsync(
            "/api/event-search?limit=500",
            "/api/heat-map?events=12&window=m1_p1",
            "/api/tension-index?limit=5000&scope=all",
            $"/api/prices?symbol={StoredScores.SymbolOf(0)}");
        await footer;
        return Math.Max(foot, first.Concat(second).Max());

        async Task<double[]> TimeAsync(params string[] addresses) => await Task.WhenAll(addresses.Select(async address =>
        {
            long start = Stopwatch.GetTimestamp();
            await host.ReadLinesAsync(address);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }));
    }

    private static async Task StoreTheRestAsync(IServiceProvider services)
    {
        string[] symbols = [.. Enumerable.Range(0, Instruments).Select(StoredScores.SymbolOf)];
        await services.GetRequiredService<IDimensionStore>()
            .SaveInstrumentsAsync([.. symbols.Select(symbol => new Instrument { Symbol = symbol })], CancellationToken.None);
        foreach (TradeEvent[] some in Enumerable.Range(0, Events).Select(EventOf).Chunk(100))
        {
            await services.GetRequiredService<IEventStore>().SaveAsync(some, CancellationToken.None);
        }

        DateOnly first = DateOnly.FromDateTime(StoredScores.TimeOf(0).UtcDateTime);
        int days = DateOnly.FromDateTime(StoredScores.TimeOf(Events).UtcDateTime).DayNumber - first.DayNumber;
        string[] topics = ["all", .. Enumerable.Range(0, 20).Select(topic => $"topic{topic}")];
        await services.GetRequiredService<ITensionStore>().SaveIndexAsync(
            [
                .. topics.SelectMany(topic => Enumerable.Range(0, days).Select(day => new TensionDay
                {
                    Scope = topic == "all" ? "all" : "topic",
                    Value = topic,
                    Date = first.AddDays(day),
                    Gross = day % 97,
                    Regime = "calm",
                })),
            ],
            CancellationToken.None);
        string[] windows = ["m1_p1", "p0_p0", "p0_p5"], horizons = ["all", "12m", "halflife"];
        foreach ((string window, string horizon) in windows.SelectMany(window => horizons.Select(horizon => (window, horizon))))
        {
            await services.GetRequiredService<ISensitivityStore>().SaveAsync(
                $"{window}|{horizon}",
                [
                    .. from topic in topics
                       from symbol in symbols
                       select new SensitivityProfile
                       {
                           WindowKey = window,
                           Horizon = horizon,
                           Kind = topic == "all" ? "all" : "topic",
                           Value = topic,
                           Symbol = symbol,
                           BetaBps = 1.5,
                       },
                ],
                CancellationToken.None);
        }

        var writer = services.GetRequiredService<IDimensionWriter>();
        IEnumerable<Calibration> calibration = symbols.SelectMany(symbol =>
            windows.Select(window => new Calibration { WindowKey = window, Symbol = symbol, Windows = 200 }));
        DateTimeOffset asOf = StoredScores.TimeOf(Events);
        await writer.ReplaceAsync<Calibration>([.. calibration], CancellationToken.None);
        await writer.ReplaceAsync<DataStatus>(
            [new DataStatus { Table = "impactscores", AsOfUtc = asOf, LastArticle = asOf }], CancellationToken.None);
    }

    private static TradeEvent EventOf(int number) => new()
    {
        EventId = StoredScores.EventIdOf(number),
        EventTimeUtc = StoredScores.TimeOf(number),
        Stance = number % 2 == 0 ? Stance.Escalation : Stance.Deescalation,
        Intensity = 10 + (number % 60),
        Measures = ["tariff"],
        Topics = ["rare_earths"],
        Actors = ["CN", "US"],
        Pairs = ["US-CN"],
        Headline = $"Headline {number}",
        LexiconVersion = "1",
    };
}
