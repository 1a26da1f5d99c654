using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Computes the sensitivity profiles of the watchlist from the stored events, scores and bars, without storing them.</summary>
/// <param name="events">Store of the events.</param>
/// <param name="scores">Store of the scores.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="watchlist">The instruments to profile.</param>
/// <param name="options">Model and estimation window.</param>
public sealed class MeasureSensitivity(
    IEventStore events, IScoreStore scores, IPriceStore prices, Watchlist watchlist, StudyOptions options)
{
    /// <summary>Reads every live event.</summary>
    public ValueTask<List<TradeEvent>> ReadEventsAsync(CancellationToken cancellationToken) => events
        .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
        .ToListAsync(cancellationToken);

    /// <summary>Computes the profiles from the events that are stored.</summary>
    /// <param name="includeDateOnly">Whether to include events of which only the date is known.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public async Task<IReadOnlyList<SensitivityProfile>> RunAsync(bool includeDateOnly, CancellationToken cancellationToken) =>
        await RunAsync(await ReadEventsAsync(cancellationToken), includeDateOnly, cancellationToken);

    /// <summary>Computes the profiles from events that were read before.</summary>
    /// <param name="live">All live events.</param>
    /// <param name="includeDateOnly">Whether to include events of which only the date is known.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public async Task<IReadOnlyList<SensitivityProfile>> RunAsync(
        IReadOnlyList<TradeEvent> live, bool includeDateOnly, CancellationToken cancellationToken) =>
        await new InstrumentProfiles(
            watchlist.Instruments,
            await prices.ReadAsync(watchlist.Instruments, from: null, to: null, cancellationToken),
            symbol => scores.QueryAsync(new ScoreQuery { Symbol = symbol }, cancellationToken),
            options).MeasureAsync(live, includeDateOnly, cancellationToken);
}
