using System.Globalization;
using MarketPulse.Benchmarks.Pipeline;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Benchmarks.Web;
using MarketPulse.Local.Azurite;
using MarketPulse.Pipeline;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Growth;

/// <summary>
/// What the same new work costs in the largest store, relative to the smallest: one for a cost that follows change. In memory, stores with
/// 1, 10 and 100 thousand events, by calls and rows of the stores and by time; on Azurite, 0.3, 1 and 3 thousand, by requests.
/// </summary>
internal sealed class GrowthLines : QuickGroup
{
    private const int WarmUpEvents = 300;

    /// <summary>The end of every history. The smallest store in memory covers two years.</summary>
    private static readonly DateTimeOffset End = new(2025, 6, 4, 6, 0, 0, TimeSpan.Zero);

    private static readonly (string Name, string Measure, string Unit)[] Measures =
    [
        ("azurite", "requests", "times the requests with 300 events"),
        ("memory", "rows", "times the calls and rows with 1,000 events"),
        ("memory", "time", "times the time with 1,000 events"),
    ];

    public override IReadOnlyList<string> Names { get; } =
        [.. Measures.SelectMany(measure => NewWork.Names.Select(step => NameOf(measure.Name, measure.Measure, step)))];

    public override bool IsLong(string name) => true;

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        foreach (IGrouping<string, (string Name, string Measure, string Unit)> store in Measures.GroupBy(measure => measure.Name))
        {
            if (!store.Any(measure => NewWork.Names.Any(step => wanted(NameOf(measure.Name, measure.Measure, step)))))
            {
                continue;
            }

            if (store.Key != "azurite")
            {
                // Otherwise the smallest store would bear the cost of compilation.
                MeasureInMemoryAsync(WarmUpEvents).GetAwaiter().GetResult();
            }

            IReadOnlyDictionary<string, Cost>[] costs = store.Key == "azurite"
                ? MeasureOnAzuriteAsync([300, 1000, 3000]).GetAwaiter().GetResult()
                : [.. new[] { 1_000, 10_000, 100_000 }.Select(events => MeasureInMemoryAsync(events).GetAwaiter().GetResult())];
            foreach ((string name, string measure, string unit) in store)
            {
                foreach (string step in NewWork.Names)
                {
                    double[] values = [.. costs.Select(cost => measure == "time" ? 1000 * cost[step].Seconds : cost[step].Requests)];
                    yield return new QuickLine(
                        NameOf(name, measure, step),
                        values[^1] / values[0],
                        $"{unit}: {string.Join(", ", values.Select(value => value.ToString("0.##", CultureInfo.InvariantCulture)))}"
                        + (measure == "time" ? " ms" : ""));
                }
            }
        }
    }

    private static string NameOf(string store, string measure, string step) => $"growth.{store}.{measure}.{step}";

    private static async Task<IReadOnlyDictionary<string, Cost>> MeasureInMemoryAsync(int events)
    {
        var calls = new CountedCalls();
        var clock = new SteppedClock(End);
        await using ApiHost host = await ApiHost.StartAsync(services =>
        {
            Register(services, clock);
            calls.Count(services);
        });
        await new GrowthStore(host.Services, clock, TimeSpan.FromDays(0.8)).FillAsync(events);
        return await new NewWork(host, clock, () => calls.Total, countsReads: false).MeasureAsync();
    }

    private static async Task<IReadOnlyDictionary<string, Cost>[]> MeasureOnAzuriteAsync(IReadOnlyList<int> sizes)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
        using var requests = new RequestCount();
        var costs = new List<IReadOnlyDictionary<string, Cost>>();
        foreach (int events in sizes)
        {
            var clock = new SteppedClock(End);
            await using ApiHost host = await ApiHost.StartAsync(services =>
            {
                services.AddMarketPulseStorage(options =>
                {
                    options.ConnectionString = azurite.ConnectionString;
                    options.NamePrefix = $"growth{events}";
                });
                Register(services, clock);
            });
            await host.Services.GetRequiredService<StorageSetup>().EnsureCreatedAsync(CancellationToken.None);
            await new GrowthStore(host.Services, clock, TimeSpan.FromDays(2.5)).FillAsync(events);
            costs.Add(await new NewWork(host, clock, () => requests.Total, countsReads: true).MeasureAsync());
        }

        return [.. costs];
    }

    private static void Register(IServiceCollection services, SteppedClock clock)
    {
        services.AddSingleton<TimeProvider>(clock);
        services.AddMarketPulsePipeline();
        services.AddSingleton(GrowthStore.Watchlist);
    }
}
