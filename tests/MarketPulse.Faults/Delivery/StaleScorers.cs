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

/// <summary>A scorer that has read everything is delayed while the facts change and another scorer scores them. Then it writes.</summary>
internal sealed class StaleScorers : Scenario
{
    private static readonly TradeEvent Event = new()
    {
        EventId = "20250303T120000Z-0123abcd",
        EventTimeUtc = new DateTimeOffset(2025, 3, 3, 12, 0, 0, TimeSpan.Zero),
        Stance = Stance.Escalation,
        Intensity = 60,
        Headline = "Country raises tariff",
    };

    /// <summary>What changes while the scorer is delayed.</summary>
    private enum Change
    {
        /// <summary>Bars arrive.</summary>
        Bars,

        /// <summary>The event is revised.</summary>
        Revision,

        /// <summary>Bars arrive and an earlier one is corrected.</summary>
        History,

        /// <summary>The event is revised, and the delayed scorer has newer bars: neither may overwrite the other.</summary>
        Crossed,
    }

    public override string Name => "stale scorers";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), cancellationToken);
        var lost = new List<string>();
        foreach (Change change in Enum.GetValues<Change>())
        {
            IEnumerable<string> inMemory = await InterleaveAsync(
                change, services => services.AddMarketPulseInMemoryStorage(), cancellationToken);
            IEnumerable<string> onAzurite = await InterleaveAsync(
                change,
                services => services.AddMarketPulseStorage(options =>
                    (options.ConnectionString, options.NamePrefix) = (azurite.ConnectionString, $"s{(int)change}")),
                cancellationToken);
            lost.AddRange(inMemory.Select(sentence => $"{change}, in memory: {sentence}"));
            lost.AddRange(onAzurite.Select(sentence => $"{change}, on Azurite: {sentence}"));
        }

        return new Outcome(
            "8 scorers delayed while bars came, an event was revised, a price corrected, or both; in memory and on Azurite", lost);
    }

    private static async Task<IEnumerable<string>> InterleaveAsync(
        Change change, Action<IServiceCollection> addStorage, CancellationToken cancellationToken)
    {
        World world = World.Create(4, 1);
        await using ServiceProvider provider = await BuildAsync(world, addStorage, cancellationToken);
        await provider.GetRequiredService<IEventStore>().SaveAsync([Event], cancellationToken);
        await MergePricesAsync(provider, world, new DateOnly(2025, 3, 5), static _ => { }, cancellationToken);

        IScoreStore scores = provider.GetRequiredService<IScoreStore>();
        var delayedStore = new DelayedStore(scores);
        ScoreEvent delayed = ActivatorUtilities.CreateInstance<ScoreEvent>(provider, delayedStore);
        Task delayedRun = delayed.RunAsync(WorkMessage.ForScore(Event, null, null).Body, cancellationToken);
        await delayedStore.Reached;

        TradeEvent current = await ApplyAsync(change, provider, world, cancellationToken);
        await provider.GetRequiredService<ScoreEvent>().RunAsync(WorkMessage.ForScore(current, null, null).Body, cancellationToken);
        Dictionary<string, ImpactScore> expected = await RowsAsync(scores, cancellationToken);

        if (change == Change.Crossed)
        {
            delayedStore.Alter = score => score with { BarsThrough = score.BarsThrough!.Value.AddDays(3) };
        }

        delayedStore.Release();
        bool refused = await IsRefusedAsync(delayedRun);
        Dictionary<string, ImpactScore> found = await RowsAsync(scores, cancellationToken);
        List<string> lost =
        [
            .. expected
                .Where(row => found.GetValueOrDefault(row.Key) != row.Value)
                .Select(row => $"row {row.Key} was overwritten by a stale run"),
        ];
        if (found.Count != expected.Count || expected.Count == 0 || refused != (change == Change.Crossed))
        {
            lost.Add($"{found.Count} rows of {expected.Count}, refused: {refused}");
        }

        return lost;
    }

    private static async Task<ServiceProvider> BuildAsync(
        World world, Action<IServiceCollection> addStorage, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        addStorage(services);
        services.AddMarketPulsePipeline();
        services.AddWorld(world);
        ServiceProvider provider = services.BuildServiceProvider();
        if (provider.GetService<StorageSetup>() is { } setup)
        {
            await setup.EnsureCreatedAsync(cancellationToken);
        }

        return provider;
    }

    /// <summary>Changes the facts, and returns the event as it is then.</summary>
    private static async Task<TradeEvent> ApplyAsync(
        Change change, IServiceProvider provider, World world, CancellationToken cancellationToken)
    {
        switch (change)
        {
            case Change.Bars:
                await MergePricesAsync(provider, world, new DateOnly(2025, 3, 7), static _ => { }, cancellationToken);
                return Event;
            case Change.History:
                await MergePricesAsync(
                    provider,
                    world,
                    new DateOnly(2025, 3, 7),
                    static bars => bars[^30] = bars[^30] with { Close = bars[^30].Close * 1.01 },
                    cancellationToken);
                return Event;
            default:
                TradeEvent revised = Event with { Revision = 2, Stance = Stance.Deescalation, Intensity = 10 };
                await provider.GetRequiredService<IEventStore>().SaveAsync([revised], cancellationToken);
                return revised;
        }
    }

    private static async Task MergePricesAsync(
        IServiceProvider provider, World world, DateOnly through, Action<PriceBar[]> alter, CancellationToken cancellationToken)
    {
        foreach (PriceHistory history in world.Histories.Values)
        {
            PriceBar[] bars = [.. history.Bars.Where(bar => bar.Date <= through)];
            alter(bars);
            await provider.GetRequiredService<IPriceStore>().MergeAsync(history with { Bars = bars }, cancellationToken);
        }
    }

    private static async Task<bool> IsRefusedAsync(Task run)
    {
        try
        {
            await run;
            return false;
        }
        catch (StaleRunException)
        {
            return true;
        }
    }

    private static async Task<Dictionary<string, ImpactScore>> RowsAsync(IScoreStore scores, CancellationToken cancellationToken) =>
        await scores.ReadEventAsync(Event.EventId, cancellationToken)
            .ToDictionaryAsync(score => score.RowKey, StringComparer.Ordinal, cancellationToken);

    /// <summary>A score store whose first write waits until it is released.</summary>
    private sealed class DelayedStore(IScoreStore inner) : IScoreStore
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

        public IAsyncEnumerable<ImpactScore> ReadEventAsync(string eventId, CancellationToken cancellationToken) =>
            inner.ReadEventAsync(eventId, cancellationToken);

        public Task<int> SetOverlapsAsync(
            IReadOnlyCollection<string> eventIds,
            Func<CancellationToken, Task<IReadOnlyDictionary<string, EventOverlaps>>> count,
            CancellationToken cancellationToken) =>
            inner.SetOverlapsAsync(eventIds, count, cancellationToken);

        public Task<int> SetConfoundersAsync(IReadOnlyCollection<ImpactScore> scores, CancellationToken cancellationToken) =>
            inner.SetConfoundersAsync(scores, cancellationToken);

        public Task DeleteEventAsync(string eventId, CancellationToken cancellationToken) =>
            inner.DeleteEventAsync(eventId, cancellationToken);

        public IAsyncEnumerable<ImpactScore> QueryAsync(ScoreQuery query, CancellationToken cancellationToken) =>
            inner.QueryAsync(query, cancellationToken);

        public IAsyncEnumerable<AbnormalReturn> ReadPathsAsync(string eventId, string? symbol, CancellationToken cancellationToken) =>
            inner.ReadPathsAsync(eventId, symbol, cancellationToken);
    }
}
