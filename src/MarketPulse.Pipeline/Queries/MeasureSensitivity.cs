using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Computes the sensitivity profiles of the whole watchlist from the stored events, scores and bars, without storing them. It reads
/// everything, so it is for commands and tests; the timer measures only the instruments that changed.
/// </summary>
/// <param name="events">Store of the events.</param>
/// <param name="scores">Store of the scores.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="watchlist">The instruments to profile.</param>
/// <param name="basis">Model, estimation window and scheduled releases.</param>
public sealed class MeasureSensitivity(
    IEventStore events, IScoreStore scores, IPriceStore prices, Watchlist watchlist, StudyBasis basis)
{
    /// <summary>Computes the profiles, ordered by key.</summary>
    /// <param name="includeDateOnly">Whether to include events of which only the date is known.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public async Task<IReadOnlyList<SensitivityProfile>> RunAsync(bool includeDateOnly, CancellationToken cancellationToken)
    {
        List<TradeEvent> live = await events
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
            .ToListAsync(cancellationToken);
        var profiles = new InstrumentProfiles(
            await prices.ReadAsync(watchlist.Instruments, from: null, to: null, cancellationToken), basis);
        return await profiles.MeasureAsync(
            watchlist.Instruments,
            symbol => scores.QueryAsync(new ScoreQuery { Symbol = symbol }, cancellationToken),
            live,
            includeDateOnly,
            cancellationToken);
    }
}
