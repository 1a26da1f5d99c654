using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Scores the quiet windows of the last 12 months, by instrument and window, and stores how many scores are strong (docs/methods.md,
/// calibration).
/// </summary>
/// <param name="events">Store of the events that quiet windows keep away from.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="writer">Stores the result.</param>
/// <param name="watchlist">The instruments, with their benchmarks.</param>
/// <param name="options">Model and estimation window.</param>
/// <param name="clock">Current time, at which the 12 months end.</param>
public sealed class CalibrateScores(
    IEventStore events, IPriceStore prices, IDimensionWriter writer, Watchlist watchlist, StudyOptions options, TimeProvider clock)
{
    private readonly QuietScores _quiet = new(events, prices, watchlist, options);

    /// <summary>Calibrates every instrument and replaces the stored rows.</summary>
    /// <param name="cancellationToken">Stops between instruments.</param>
    /// <returns>The stored rows.</returns>
    public async Task<IReadOnlyList<Calibration>> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Calibration> rows = await MeasureAsync(watchlist.Instruments, cancellationToken);
        await writer.ReplaceAsync(rows, cancellationToken);
        return rows;
    }

    /// <summary>Calibrates instruments without storing the result. It reads the events and bars of the 12 months only.</summary>
    /// <param name="instruments">The instruments.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public Task<IReadOnlyList<Calibration>> MeasureAsync(IEnumerable<Instrument> instruments, CancellationToken cancellationToken) =>
        _quiet.MeasureYearAsync(instruments, clock.GetUtcNow(), cancellationToken);
}
