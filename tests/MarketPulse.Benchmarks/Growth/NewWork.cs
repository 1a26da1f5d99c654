using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MarketPulse.Benchmarks.Web;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Growth;

/// <summary>What a new article and a new bar cause, and what readers ask afterwards, each measured on its own.</summary>
/// <param name="host">The stores, steps and read API.</param>
/// <param name="clock">Their clock.</param>
/// <param name="requests">Counts requests.</param>
/// <param name="countsReads">Whether it also counts the requests of readers to the read API.</param>
internal sealed class NewWork(ApiHost host, SteppedClock clock, Func<long> requests, bool countsReads)
{
    /// <summary>The steps and requests, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["detect", "score", "prices", "index", "sensitivity", "dimensions", "refresh", "asof", "view"];

    // Different acts, so that each becomes an event of its own.
    public static IReadOnlyList<string> Titles { get; } =
    [
        "US imposes 25% tariff on all goods from China",
        "US bans exports of advanced chips to Vietnam",
        "US imposes sanctions on state banks of Turkey",
        "US and Switzerland sign trade deal",
    ];

    private static readonly string[] Refreshed =
        ["events", "event-tags", "scores", "abnormal-returns", "sensitivity", "tension-index", "analogues", "instruments", "data-status"];

    private readonly Dictionary<string, Cost> _costs = [];
    private long _reads;

    private static CancellationToken None => CancellationToken.None;

    /// <summary>The lowest cost of each step over several rounds of the same kind of work, the first of which is a warm-up.</summary>
    public async Task<IReadOnlyDictionary<string, Cost>> MeasureAsync()
    {
        for (int round = 0; round < Titles.Count; round++)
        {
            if (round == 1)
            {
                _costs.Clear();
            }

            await RoundAsync(Titles[round]);
            clock.Advance(TimeSpan.FromHours(2));
        }

        return _costs;
    }

    private async Task RoundAsync(string title)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Article article = Report(title, now);
        await Get<IArticleStore>().AddAsync(article, None);
        await CostAsync("detect", () => Get<DetectEvents>().RunAsync(WorkMessage.ForArticle(article).Body, None));
        TradeEvent found = await Get<IEventStore>().FindAsync(RowKeys.EventId(article.Published, article.Id), None)
            ?? throw new InvalidOperationException($"'{article.Title}' did not become an event.");
        await CostAsync("score", () => Get<ScoreEvent>().RunAsync(WorkMessage.ForScore(found, barsThrough: null, now).Body, None));
        await CostAsync("prices", () => StoreBarAsync(now));
        await CostAsync("index", async () =>
        {
            await Get<CountArticles>().RunAsync(None);
            await Get<UpdateTensionIndex>().RunAsync(None);
        });
        await CostAsync("sensitivity", () => Get<SummarizeSensitivity>().RunToEndAsync(None));
        await CostAsync("dimensions", () => Get<RefreshDimensions>().RunAsync(None));
        string since = now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        await CostAsync("refresh", async () =>
        {
            foreach (string resource in Refreshed)
            {
                await ReadAsync($"/api/{resource}?format=ndjson&modified_since={since}");
            }
        });
        string month = now.AddDays(-30).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await CostAsync("asof", () => ReadAsync($"/api/scores?format=ndjson&asof={since}&from={month}&limit=100"));
        await CostAsync("view", ViewAsync);
    }

    private async Task StoreBarAsync(DateTimeOffset now)
    {
        DateOnly today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (Instrument instrument in GrowthStore.Watchlist.Instruments)
        {
            await Get<IPriceStore>().MergeAsync(
                new PriceHistory { Symbol = instrument.Symbol, Bars = [PriceBar.OfClose(today, 100 + now.Hour)] }, None);
        }

        await Get<RequeueEvents>().RunAsync(today, through: null, now, None);
    }

    // What src/MarketPulse.Web/page asks when the overview is opened.
    private async Task ViewAsync()
    {
        string from = await ReadEventsAsync();
        string[] addresses =
        [
            "/api/calibration?limit=5000&window=m1_p1", "/api/data-status?limit=5000", "/api/feeds",
            "/api/instruments?limit=5000",
            "/api/events?limit=1&select=eventtimeutc",
            "/api/findings?limit=5000&window=p0_p0",
            "/api/sensitivity?limit=5000&window=p0_p0&horizon=all&kind=all",
            "/api/sensitivity?limit=5000&window=m1_p1&horizon=all&kind=all",
            "/api/event-search?limit=1",
            "/api/upcoming?limit=5000&status=pending",
            "/api/heat-map?events=12&window=m1_p1",
            $"/api/tension-index?limit=5000&scope=all&from={from}",
            $"/api/prices?symbol={GrowthStore.Watchlist.Instruments[0].Symbol}&from={from}",
        ];
        foreach (string address in addresses)
        {
            await ReadAsync(address);
        }
    }

    /// <summary>Reads the events of the chart, of which there are at most 1,000, and returns the first day.</summary>
    private async Task<string> ReadEventsAsync()
    {
        DateTimeOffset first = DateTimeOffset.MaxValue;
        string? more = "";
        for (int page = 0; page < 2 && more is not null; page++)
        {
            using JsonDocument found = JsonDocument.Parse(await host.ReadTextAsync($"/api/event-search?limit=500{more}"));
            _reads += countsReads ? 1 : 0;
            first = found.RootElement.GetProperty("value").EnumerateArray().Min(e => e.GetProperty("eventtimeutc").GetDateTimeOffset());
            more = found.RootElement.GetProperty("continuation").GetString() is { } continuation
                ? $"&continuation={Uri.EscapeDataString(continuation)}"
                : null;
        }

        return first.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private async Task CostAsync(string name, Func<Task> work)
    {
        long before = requests() - _reads, start = Stopwatch.GetTimestamp();
        await work();
        var cost = new Cost(requests() - _reads - before, Stopwatch.GetElapsedTime(start).TotalSeconds);
        _costs[name] = _costs.TryGetValue(name, out Cost known)
            ? new Cost(Math.Min(known.Requests, cost.Requests), Math.Min(known.Seconds, cost.Seconds))
            : cost;
    }

    private async Task ReadAsync(string address)
    {
        await host.ReadLinesAsync(address);
        _reads += countsReads ? 1 : 0;
    }

    private T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public static Article Report(string title, DateTimeOffset published) => new()
    {
        Id = ArticleIdentity.Create(null, title, "", DateOnly.FromDateTime(published.UtcDateTime)),
        Feed = "growth",
        Title = title,
        Published = published,
        FirstSeen = published,
    };
}

/// <summary>The cost of a piece of work.</summary>
/// <param name="Requests">Requests to storage; in memory, calls of stores and rows that they returned.</param>
/// <param name="Seconds">Time.</param>
internal readonly record struct Cost(long Requests, double Seconds);
