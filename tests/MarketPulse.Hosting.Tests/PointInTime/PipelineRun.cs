using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Pipeline;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Then = MarketPulse.Core.Pipeline.PointInTime;

namespace MarketPulse.Hosting.Tests.PointInTime;

/// <summary>The real steps over stores in memory, fed arrival by arrival.</summary>
internal sealed class PipelineRun : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services;

    public PipelineRun()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddMarketPulseInMemoryStorage();
        services.AddMarketPulsePipeline();
        services.AddSingleton(new Watchlist(LateWorld.Instruments));
        _services = services.BuildServiceProvider();
    }

    /// <summary>Takes what arrives at the time it arrives, and scores after each arrival.</summary>
    public async Task LiveAsync(IEnumerable<Arrival> arrivals, CancellationToken cancellationToken)
    {
        foreach (Arrival arrival in arrivals)
        {
            _clock.SetUtcNow(arrival.Time);
            await TakeAsync(arrival, cancellationToken);
            await ScoreAllAsync(cancellationToken);
        }
    }

    /// <summary>Takes everything at one moment, and scores once.</summary>
    public async Task TakeAtOnceAsync(IEnumerable<Arrival> arrivals, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        _clock.SetUtcNow(moment);
        foreach (Arrival arrival in arrivals)
        {
            await TakeAsync(arrival, cancellationToken);
        }

        await ScoreAllAsync(cancellationToken);
    }

    public async Task<List<string>> EventsAsync(CancellationToken cancellationToken) =>
        await Get<IEventStore>().ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
            .Select(Facts).ToListAsync(cancellationToken);

    public async Task<List<string>> EventsAsOfAsync(DateTimeOffset moment, CancellationToken cancellationToken) =>
        [.. (await Get<Then>().ReadEventsAsync(moment, cancellationToken)).Select(Facts)];

    public async Task<List<ImpactScore>> ScoresAsync(CancellationToken cancellationToken) =>
        await Get<IScoreStore>().QueryAsync(new ScoreQuery(), cancellationToken).Select(Facts).ToListAsync(cancellationToken);

    public async Task<List<ImpactScore>> ScoresAsOfAsync(DateTimeOffset moment, CancellationToken cancellationToken) =>
        await Get<Then>().ReadScoresAsync(moment, _ => true, cancellationToken).Select(Facts).ToListAsync(cancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static string Facts(TradeEvent found) => string.Join(
        ' ',
        found.EventId,
        found.Stance,
        found.Intensity,
        string.Join('|', found.Measures),
        string.Join('|', found.Actors),
        found.Sources,
        found.Novelty,
        found.Follows,
        string.Join('|', found.Articles));

    // How often an event was revised on the way, and when a row was written, is history and not content.
    private static ImpactScore Facts(ImpactScore score) => score with { Revision = 0, ModifiedUtc = default };

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private async Task TakeAsync(Arrival arrival, CancellationToken cancellationToken)
    {
        if (arrival.Bars is not null)
        {
            await Get<IPriceStore>().MergeAsync(arrival.Bars, cancellationToken);
            return;
        }

        await Get<IArticleStore>().AddAsync(arrival.Article!, cancellationToken);
        await Get<IArticleStore>().SaveVerdictAsync(arrival.Article!.Id, ArticleFacts.Of(arrival.Article, arrival.Verdict!), cancellationToken);
        await Get<DetectEvents>().RunAsync(WorkMessage.ForArticle(arrival.Article).Body, cancellationToken);
    }

    private async Task ScoreAllAsync(CancellationToken cancellationToken)
    {
        List<TradeEvent> live = await Get<IEventStore>()
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken).ToListAsync(cancellationToken);
        foreach (TradeEvent tradeEvent in live)
        {
            await Get<ScoreEvent>().RunAsync(WorkMessage.ForScore(tradeEvent, barsThrough: null, poll: null).Body, cancellationToken);
        }
    }
}
