using System.Text.Json;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Scenarios;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Keeps what forecasts follow from how past ones did: by window, the adaptive interval and the bandwidth of analogues.</summary>
/// <param name="cursors">Stores it.</param>
public sealed class ForecastStates(ICursorStore cursors)
{
    private const string Adaptive = "adaptiveinterval", Bandwidth = "bandwidth";

    private static readonly JsonSerializerOptions Stored = new() { IgnoreReadOnlyProperties = true };

    /// <summary>Finds the adaptive interval of a window; <see cref="AdaptiveInterval.Initial"/> if there is none yet.</summary>
    /// <param name="windowKey">Key of the window.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<AdaptiveInterval> FindAdaptiveAsync(string windowKey, CancellationToken cancellationToken) =>
        (await cursors.FindAsync(Adaptive, windowKey, cancellationToken))?.Position is { Length: > 0 } state
            ? JsonSerializer.Deserialize<AdaptiveInterval>(state)!
            : AdaptiveInterval.Initial;

    /// <summary>Finds the bandwidth of a window; infinity if none has been chosen yet.</summary>
    /// <param name="windowKey">Key of the window.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<double> FindBandwidthAsync(string windowKey, CancellationToken cancellationToken) =>
        (await cursors.FindAsync(Bandwidth, windowKey, cancellationToken))?.Position is { Length: > 0 } state
            ? JsonSerializer.Deserialize<double?>(state) ?? double.PositiveInfinity
            : double.PositiveInfinity;

    /// <summary>Replaces the states of all windows by those of a replay.</summary>
    /// <param name="adaptive">The adaptive intervals by key of the window; windows without one start anew.</param>
    /// <param name="bandwidths">The bandwidths by key of the window; windows without one get infinity.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task ReplaceAsync(
        IReadOnlyDictionary<string, AdaptiveInterval> adaptive,
        IReadOnlyDictionary<string, double> bandwidths,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(adaptive);
        ArgumentNullException.ThrowIfNull(bandwidths);
        foreach (string window in EventWindow.Defaults.Select(window => window.Key))
        {
            double bandwidth = bandwidths.GetValueOrDefault(window, double.PositiveInfinity);
            await SaveAsync(Adaptive, window, adaptive.GetValueOrDefault(window, AdaptiveInterval.Initial), cancellationToken);
            await SaveAsync(Bandwidth, window, double.IsFinite(bandwidth) ? (double?)bandwidth : null, cancellationToken);
        }
    }

    private Task SaveAsync<T>(string kind, string window, T state, CancellationToken cancellationToken) => cursors.SaveAsync(
        new FeedCursor { FeedKind = kind, FeedId = window, Position = JsonSerializer.Serialize(state, Stored) }, cancellationToken);
}
