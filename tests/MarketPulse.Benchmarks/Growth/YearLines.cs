using System.Globalization;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Growth;

/// <summary>
/// A year of a desk's news on a clock that is advanced by the hour, in memory: 300 articles a day of which 15 report five events, bars that
/// arrive at three times of the day, and the timers, without that of retention, whose stores exist on Azurite only. Each line is what a day
/// of the last month costs a step, relative to a day of the first: about one for a cost that follows change.
/// </summary>
internal sealed class YearLines : QuickGroup
{
    /// <summary>Days until the first windows have closed, after which every day is like another.</summary>
    private const int DaysToFill = 16;

    private const int Days = 365, DaysCompared = 14;

    private static readonly string[] Costs =
        ["news", "prices", "detect", "score", "index_and_sensitivity", "dimensions", "heartbeat", "rows_written"];

    public override IReadOnlyList<string> Names { get; } = [.. Costs.Select(cost => "year." + cost), "year.events", "year.scores"];

    public override bool IsLong(string name) => true;

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        Year year = RunAsync().GetAwaiter().GetResult();
        foreach (string cost in Costs)
        {
            double first = PerDay(year.Costs[DaysToFill..(DaysToFill + DaysCompared)], cost);
            double last = PerDay(year.Costs[^DaysCompared..], cost);
            string unit = cost == "rows_written" ? "rows given to the stores" : "requests";
            yield return new QuickLine(
                "year." + cost,
                last / first,
                string.Create(CultureInfo.InvariantCulture, $"times the {unit} a day in the first month: {first:0.#}, {last:0.#}"));
        }

        yield return new QuickLine("year.events", year.Events, "events");
        yield return new QuickLine("year.scores", year.Scores, "scores");
    }

    private static double PerDay(Dictionary<string, long>[] days, string cost) => days.Average(day => day[cost]);

    private static async Task<Year> RunAsync()
    {
        var clock = new SteppedClock(new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero));
        var calls = new CountedCalls();
        var queue = new CollectedQueue();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddMarketPulseInMemoryStorage();
        services.AddMarketPulsePipeline();
        services.AddSingleton<IWorkQueue>(queue);
        services.AddSingleton(DeskFeeds.Watchlist);
        services.AddSingleton<INewsFeed>(new DeskNews(clock));
        services.AddSingleton<IPriceFeed>(new DeskPrices(clock));
        calls.Count(services);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var costs = new List<Dictionary<string, long>>(Days);
        await Get<IDimensionStore>().SaveInstrumentsAsync(DeskFeeds.Watchlist.Instruments, None);
        for (int day = 0; day < Days; day++)
        {
            var today = Costs.ToDictionary(cost => cost, _ => 0L, StringComparer.Ordinal);
            long written = calls.RowsGiven;
            for (int hour = 0; hour < 24; hour++)
            {
                clock.Advance(TimeSpan.FromHours(1));
                await CostAsync("news", () => Get<PollNews>().RunAsync(None));
                if (DeskPrices.Hours.Contains(clock.GetUtcNow().Hour))
                {
                    await CostAsync("prices", () => Get<PollPrices>().RunAsync(None));
                }

                await queue.DrainAsync(provider, CostAsync, None);

                // Hourly on the days that are compared and just before them; otherwise once a week, because measuring a profile takes
                // longer the more events there are.
                bool isCompared = day is >= DaysToFill and < DaysToFill + DaysCompared or >= Days - DaysCompared;
                bool isJustBefore = day is DaysToFill - 1 or Days - DaysCompared - 1;
                if (isCompared || (hour == 23 && (isJustBefore || day % 7 == 0)))
                {
                    await CostAsync("index_and_sensitivity", () => Get<SummarizeSensitivity>().RunToEndAsync(None));
                }

                await CostAsync("dimensions", () => Get<RefreshDimensions>().RunAsync(None));
                await CostAsync("heartbeat", () => Get<Heartbeat>().RunAsync(None));
            }

            today["rows_written"] = calls.RowsGiven - written;
            costs.Add(today);
            if (costs.Count % 30 == 0)
            {
                await Console.Error.WriteLineAsync($"year: {costs.Count} of {Days} days");
            }

            async Task CostAsync(string step, Func<Task> work)
            {
                long before = calls.Requests;
                await work();
                today[step] += calls.Requests - before;
            }
        }

        int events = await Get<IEventStore>()
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, None).CountAsync();
        int scores = await Get<IScoreStore>().QueryAsync(new ScoreQuery(), None).CountAsync();
        return new Year([.. costs], events, scores);

        T Get<T>()
            where T : notnull => provider.GetRequiredService<T>();
    }

    private static CancellationToken None => CancellationToken.None;

    private sealed record Year(Dictionary<string, long>[] Costs, int Events, int Scores);
}
