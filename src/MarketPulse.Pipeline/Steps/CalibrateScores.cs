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
/// <param name="watchlist">The instruments to calibrate.</param>
/// <param name="options">Model and estimation window.</param>
/// <param name="clock">Current time, at which the 12 months end.</param>
public sealed class CalibrateScores(
    IEventStore events, IPriceStore prices, IDimensionWriter writer, Watchlist watchlist, StudyOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromDays(365);

    private readonly QuietScores _quiet = new(events, prices, watchlist, options);

    /// <summary>Calibrates every instrument and replaces the stored rows.</summary>
    /// <param name="cancellationToken">Stops between instruments.</param>
    /// <returns>The stored rows.</returns>
    public async Task<IReadOnlyList<Calibration>> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Calibration> rows = await MeasureAsync(symbol: null, cancellationToken);
        await writer.ReplaceAsync(rows, cancellationToken);
        return rows;
    }

    /// <summary>Calibrates all instruments or one of them, without storing the result.</summary>
    /// <param name="symbol">Symbol of the instrument; null for all.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public Task<IReadOnlyList<Calibration>> MeasureAsync(string? symbol, CancellationToken cancellationToken) =>
        _quiet.MeasureAsync(symbol, clock.GetUtcNow() - Period, clock.GetUtcNow(), cancellationToken);
}
