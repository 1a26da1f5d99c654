using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Local.Azurite;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Delivery;

/// <summary>A scorer that has read everything is held back while the facts change and another scores them; then it goes on to write.</summary>
internal sealed class StaleScorers : Scenario
{
    private const string First = "bars", Second = "revision", Third = "history", Fourth = "crossed";

    public override string Name => "stale scorers";

    public override async Task<Outcome> RunAsync(bool full, Action<string> report, CancellationToken cancellationToken)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), cancellationToken);
        var lost = new List<string>();
        int prefix = 0;
        foreach (string change in new[] { First, Second, Third, Fourth })
        {
            lost.AddRange(await InterleaveAsync(change, "in memory", services => services.AddMarketPulseInMemoryStorage(), cancellationToken));
            string name = string.Create(CultureInfo.InvariantCulture, $"s{prefix++}");
            lost.AddRange(await InterleaveAsync(
                change,
                "on Azurite",
                services => services.AddMarketPulseStorage(options => (options.ConnectionString, options.NamePrefix) = (azurite.ConnectionString, name)),
                cancellationToken));
        }

        return new Outcome("8 scorers held back while bars came, an event was revised, a price corrected, or both; in memory and on Azurite", lost);
    }

    private static async Task<IEnumerable<string>> InterleaveAsync(
        string change, string where, Action<IServiceCollection> store, CancellationToken cancellationToken)
    {
        World world = World.Create(4, 1);
        var services = new ServiceCollection();
        services.AddLogging();
        store(services);
        services.AddMarketPulsePipeline();
        services.AddWorld(world);
        await using ServiceProvider provider = services.BuildServiceProvider();
        if (provider.GetService<StorageSetup>() is { } setup)
        {
            await setup.EnsureCreatedAsync(cancellationToken);
        }

        IPriceStore prices = provider.GetRequiredService<IPriceStore>();
        IEventStore events = provider.GetRequiredService<IEventStore>();
        IScoreStore scores = provider.GetRequiredService<IScoreStore>();
        TradeEvent first = Event();
        await events.SaveAsync([first], cancellationToken);
        foreach (PriceHistory history in world.Histories.Values)
        {
            await prices.MergeAsync(history with { Bars = [.. history.Bars.Where(bar => bar.Date <= new DateOnly(2025, 3, 5))] }, cancellationToken);
        }

        var held = new HeldBack(scores);
        ScoreEvent slow = Scorer(provider, held), quick = Scorer(provider, scores);
        WorkMessage old = WorkMessage.ForScore(first, null, null).Body;
        Task slowRun = slow.RunAsync(old, cancellationToken);
        await held.Reached;

        TradeEvent now = first;
        if (change is First or Third)
        {
            foreach (PriceHistory history in world.Histories.Values)
            {
                PriceBar[] bars = [.. history.Bars.Where(bar => bar.Date <= new DateOnly(2025, 3, 7))];
                if (change == Third)
                {
                    bars[^30] = bars[^30] with { Close = bars[^30].Close * 1.01 };
                }

                await prices.MergeAsync(history with { Bars = bars }, cancellationToken);
            }
        }

        if (change is Second or Fourth)
        {
            now = first with { Revision = 2, Stance = Stance.Deescalation, Intensity = 10 };
            await events.SaveAsync([now], cancellationToken);
        }

        WorkMessage fresh = WorkMessage.ForScore(now, null, null).Body;
        await quick.RunAsync(fresh, cancellationToken);
        Dictionary<string, ImpactScore> expected = await RowsAsync(scores, now.EventId, cancellationToken);
        if (change == Fourth)
        {
            // The slow scorer has an older event and, were it to write, a newer bar: neither may be mixed into the other's row.
            held.Alter = score => score with { BarsThrough = score.BarsThrough!.Value.AddDays(3) };
        }

        held.Release();
        bool refused = false;
        try
        {
            await slowRun;
        }
        catch (StaleRunException)
        {
            refused = true;
        }

        Dictionary<string, ImpactScore> found = await RowsAsync(scores, now.EventId, cancellationToken);
        List<string> lost = [.. expected.Where(row => found.GetValueOrDefault(row.Key) != row.Value).Select(row => $"{change}, {where}: row {row.Key} was overwritten by a stale run")];
        if (found.Count != expected.Count || expected.Count == 0 || refused != (change == Fourth))
        {
            lost.Add($"{change}, {where}: {found.Count} rows of {expected.Count}, refused: {refused}");
        }

        return lost;
    }

    private static ScoreEvent Scorer(IServiceProvider provider, IScoreStore scores) => new(
        provider.GetRequiredService<IEventStore>(),
        provider.GetRequiredService<IPriceStore>(),
        scores,
        provider.GetRequiredService<FindAnalogues>(),
        provider.GetRequiredService<RaiseAlerts>(),
        provider.GetRequiredService<Watchlist>(),
        provider.GetRequiredService<EventScorer>(),
        TimeProvider.System);

    private static async Task<Dictionary<string, ImpactScore>> RowsAsync(IScoreStore scores, string eventId, CancellationToken cancellationToken) =>
        await scores.ReadEventAsync(eventId, cancellationToken).ToDictionaryAsync(score => score.RowKey, StringComparer.Ordinal, cancellationToken);

    private static TradeEvent Event() => new()
    {
        EventId = "20250303T120000Z-0123abcd",
        EventTimeUtc = new DateTimeOffset(2025, 3, 3, 12, 0, 0, TimeSpan.Zero),
        Stance = Stance.Escalation,
        Intensity = 60,
        Headline = "Country raises tariff",
    };

    /// <summary>A score store whose first write waits until it is let go.</summary>
    private sealed class HeldBack(IScoreStore inner) : IScoreStore
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public Func<ImpactScore, ImpactScore> Alter { get; set; } = static score => score;

        public void Release() => _released.SetResult();

        public async Task<int> SaveAsync(
            IReadOnlyCollection<ImpactScore> scores, IReadOnlyCollection<AbnormalReturn> paths, CancellationToken cancellationToken)
        {
            _reached.TrySetResult();
            await _released.Task;
            return await inner.SaveAsync([.. scores.Select(Alter)], paths, cancellationToken);
        }

        public IAsyncEnumerable<ImpactScore> ReadEventAsync(string eventId, CancellationToken cancellationToken) => inner.ReadEventAsync(eventId, cancellationToken);

        public Task DeleteEventAsync(string eventId, CancellationToken cancellationToken) => inner.DeleteEventAsync(eventId, cancellationToken);

        public IAsyncEnumerable<ImpactScore> QueryAsync(ScoreQuery query, CancellationToken cancellationToken) => inner.QueryAsync(query, cancellationToken);

        public IAsyncEnumerable<AbnormalReturn> ReadPathsAsync(string eventId, string? symbol, CancellationToken cancellationToken) =>
            inner.ReadPathsAsync(eventId, symbol, cancellationToken);
    }
}
