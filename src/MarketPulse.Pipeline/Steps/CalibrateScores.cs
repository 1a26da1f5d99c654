using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Scores the quiet windows of the last 12 months, per instrument and window, and stores how many look strong (docs/methods.md, calibration).</summary>
/// <param name="events">The events that quiet windows keep away from.</param>
/// <param name="prices">The bars.</param>
/// <param name="writer">Where the result is stored.</param>
/// <param name="watchlist">The instruments.</param>
/// <param name="options">Model and estimation window.</param>
/// <param name="clock">Says when the last 12 months end.</param>
public sealed class CalibrateScores(
    IEventStore events, IPriceStore prices, IDimensionWriter writer, Watchlist watchlist, StudyOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromDays(365);

    private readonly QuietScores _quiet = new(events, prices, watchlist, options);

    /// <summary>Calibrates every instrument and replaces the table.</summary>
    /// <param name="cancellationToken">Stops between instruments.</param>
    /// <returns>The rows that were stored.</returns>
    public async Task<IReadOnlyList<Calibration>> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Calibration> rows = await MeasureAsync(symbol: null, cancellationToken);
        await writer.ReplaceAsync(rows, cancellationToken);
        return rows;
    }

    /// <summary>Calibrates every instrument, or one, and stores nothing.</summary>
    /// <param name="symbol">The instrument; null for all.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public Task<IReadOnlyList<Calibration>> MeasureAsync(string? symbol, CancellationToken cancellationToken) =>
        _quiet.MeasureAsync(symbol, clock.GetUtcNow() - Period, clock.GetUtcNow(), cancellationToken);
}
