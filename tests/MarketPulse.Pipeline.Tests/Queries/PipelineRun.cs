using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Queries;

/// <summary>The real steps with stores in memory, run for one arrival after another.</summary>
internal sealed class PipelineRun : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services;

    public PipelineRun()
    {
        _services = PipelineInMemory.Open(_clock, LateWorld.Instruments);
    }

    /// <summary>Processes everything at the time it arrives, and scores after each arrival.</summary>
    public async Task LiveAsync(IEnumerable<Arrival> arrivals, CancellationToken cancellationToken)
    {
        foreach (Arrival arrival in arrivals)
        {
            _clock.SetUtcNow(arrival.Time);
            await TakeAsync(arrival, cancellationToken);
            await ScoreAllAsync(cancellationToken);
        }
    }

    /// <summary>Processes everything at one moment, and scores once.</summary>
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
        await AllAsOf(moment, cancellationToken).Select(Facts).ToListAsync(cancellationToken);

    public async Task<List<ImpactScore>> ScoresAsync(CancellationToken cancellationToken) =>
        await Get<IScoreStore>().QueryAsync(new ScoreQuery(), cancellationToken).Select(Facts).ToListAsync(cancellationToken);

    public async Task<List<ImpactScore>> ScoresAsOfAsync(DateTimeOffset moment, CancellationToken cancellationToken) =>
        await Get<AsOfReader>().ReadScoresAsync(moment, AllAsOf(moment, cancellationToken), cancellationToken).Select(Facts).ToListAsync(
            cancellationToken);

    /// <summary>Summarizes what is stored at that moment.</summary>
    public async Task SummarizeAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        _clock.SetUtcNow(moment);
        await Get<SummarizeSensitivity>().RunToEndAsync(cancellationToken);
    }

    public async Task<List<SensitivityProfile>> SensitivityAsync(CancellationToken cancellationToken) =>
        await Get<ISensitivityStore>().QueryAsync(new SensitivityQuery(), cancellationToken).Select(Facts)
            .OrderBy(row => row.PartitionKey, StringComparer.Ordinal)
            .ThenBy(row => row.RowKey, StringComparer.Ordinal)
            .ToListAsync(cancellationToken);

    public async Task<List<SensitivityProfile>> SensitivityAsOfAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        await Get<IDimensionStore>().SaveInstrumentsAsync(LateWorld.Instruments, cancellationToken);
        return [.. (await Get<AsOfReader>().ReadSensitivityAsync(moment, includeDateOnly: false, cancellationToken)).Select(Facts)];
    }

    public async Task<List<TensionDay>> IndexAsync(IEnumerable<(string Scope, string Value)> scopes, CancellationToken cancellationToken) =>
        await scopes.ToAsyncEnumerable()
            .SelectMany(scope => Get<ITensionStore>()
                .ReadIndexAsync(scope.Scope, scope.Value, DateOnly.MinValue, DateOnly.MaxValue, cancellationToken))
            .Select(day => day with { ModifiedUtc = default })
            .ToListAsync(cancellationToken);

    public Task<TensionIndex> IndexAsOfAsync(DateTimeOffset moment, CancellationToken cancellationToken) =>
        Get<AsOfReader>().ReadTensionIndexAsync(moment, cancellationToken);

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

    // The number of revisions, the bars present and the time when a row was written depend on the history; they are not figures.
    private static ImpactScore Facts(ImpactScore score) =>
        score with { Revision = 0, BarsThrough = null, PriceRevision = 0, ModifiedUtc = default };

    // Lists are compared by reference, so the codes are compared as one text.
    private static SensitivityProfile Facts(SensitivityProfile profile) =>
        profile with { ModifiedUtc = default, AsOfBasis = "", Reason = [], EngineVersion = string.Join('|', profile.Reason) };

    private IAsyncEnumerable<TradeEvent> AllAsOf(DateTimeOffset moment, CancellationToken cancellationToken) =>
        Get<AsOfReader>().ReadEventsAsync(moment, from: null, to: null, cancellationToken);

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
        await Get<IArticleStore>().SaveVerdictAsync(
            arrival.Article!.Id, ArticleFacts.FromVerdict(arrival.Article, arrival.Verdict!), cancellationToken);
        await Get<DetectEvents>().RunAsync(WorkMessage.ForArticle(arrival.Article).Body, cancellationToken);
    }

    private async Task ScoreAllAsync(CancellationToken cancellationToken)
    {
        List<TradeEvent> live = await Get<IEventStore>()
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
            .ToListAsync(cancellationToken);
        foreach (TradeEvent tradeEvent in live)
        {
            await Get<ScoreEvent>().RunAsync(WorkMessage.ForScore(tradeEvent, barsThrough: null, poll: null).Body, cancellationToken);
        }
    }
}
