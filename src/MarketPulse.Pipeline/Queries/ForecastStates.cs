using System.Text.Json;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Keeps what forecasts follow from how past ones did: by window, the adaptive interval and the bandwidth of analogues.</summary>
/// <param name="cursors">Stores it.</param>
/// <param name="forecasts">Stores the outcomes of locked forecasts, which the adaptive intervals follow.</param>
/// <param name="clock">Current time, which decides what has settled.</param>
public sealed class ForecastStates(ICursorStore cursors, IForecastStore forecasts, TimeProvider clock)
{
    private const string Adaptive = "adaptiveinterval", Bandwidth = "bandwidth";

    private static readonly JsonSerializerOptions Stored = new() { IgnoreReadOnlyProperties = true };

    /// <summary>Finds the adaptive interval of a window; <see cref="AdaptiveInterval.Initial"/> if there is none yet.</summary>
    /// <param name="windowKey">Key of the window.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<AdaptiveInterval> FindAdaptiveAsync(string windowKey, CancellationToken cancellationToken) =>
        (await ReadAdaptiveAsync(windowKey, cancellationToken)).State;

    /// <summary>Finds the bandwidth of a window; infinity if none has been chosen yet.</summary>
    /// <param name="windowKey">Key of the window.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<double> FindBandwidthAsync(string windowKey, CancellationToken cancellationToken) =>
        (await cursors.FindAsync(Bandwidth, windowKey, cancellationToken))?.Position is { Length: > 0 } state
            ? JsonSerializer.Deserialize<double?>(state) ?? double.PositiveInfinity
            : double.PositiveInfinity;

    /// <summary>
    /// Brings the adaptive intervals up to date with the outcomes of locked forecasts whose windows have closed since. Two runs at once
    /// store the same.
    /// </summary>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task FollowOutcomesAsync(CancellationToken cancellationToken)
    {
        DateOnly until = AdaptiveInterval.SettledBefore(clock.GetUtcNow());
        var known = new Dictionary<string, AdaptiveAt>(StringComparer.Ordinal);
        foreach (string window in EventWindow.Defaults.Where(window => window.Start >= 0).Select(window => window.Key))
        {
            known[window] = await ReadAdaptiveAsync(window, cancellationToken);
        }

        DateOnly from = known.Values.Min(one => one.Before);
        if (from >= until)
        {
            return;
        }

        // Day 0 is at most a long weekend after the event.
        DateTimeOffset since = from > DateOnly.MinValue.AddDays(7)
            ? new DateTimeOffset(from.AddDays(-7), TimeOnly.MinValue, TimeSpan.Zero)
            : DateTimeOffset.MinValue;
        List<ForecastOutcome> outcomes = await forecasts.ReadOutcomesAsync(since, cancellationToken)
            .Where(outcome => outcome.Day0 < until)
            .ToListAsync(cancellationToken);
        foreach ((string window, AdaptiveAt at) in known)
        {
            AdaptiveInterval state = outcomes.Where(outcome => outcome.WindowKey == window && outcome.Day0 >= at.Before)
                .GroupBy(outcome => outcome.Day0)
                .OrderBy(day => day.Key)
                .Aggregate(at.State, (before, day) => before.After(
                    [.. day.Select(outcome => outcome.Settled).OfType<SettledPrediction>()]));
            await SaveAsync(Adaptive, window, new AdaptiveAt(state, until), cancellationToken);
        }
    }

    /// <summary>
    /// Replaces the states of all windows by those that a replay of all events ends with. Outcomes of locked forecasts count from where the
    /// replay ends.
    /// </summary>
    /// <param name="replay">The replay, after it was asked for the scenarios of every event.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task ReplaceAsync(HistoryReplay replay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replay);
        DateTimeOffset now = clock.GetUtcNow();
        IReadOnlyDictionary<string, AdaptiveInterval> adaptive = replay.AdaptiveIntervals(now);
        IReadOnlyDictionary<string, double> bandwidths = replay.Bandwidths();
        foreach (string window in EventWindow.Defaults.Select(window => window.Key))
        {
            double bandwidth = bandwidths.GetValueOrDefault(window, double.PositiveInfinity);
            AdaptiveInterval state = adaptive.GetValueOrDefault(window, AdaptiveInterval.Initial);
            await SaveAsync(Adaptive, window, new AdaptiveAt(state, AdaptiveInterval.SettledBefore(now)), cancellationToken);
            await SaveAsync(Bandwidth, window, double.IsFinite(bandwidth) ? (double?)bandwidth : null, cancellationToken);
        }
    }

    private async Task<AdaptiveAt> ReadAdaptiveAsync(string window, CancellationToken cancellationToken) =>
        (await cursors.FindAsync(Adaptive, window, cancellationToken))?.Position is { Length: > 0 } state
            ? JsonSerializer.Deserialize<AdaptiveAt>(state)!
            : new AdaptiveAt(AdaptiveInterval.Initial, DateOnly.MinValue);

    private Task SaveAsync<T>(string kind, string window, T state, CancellationToken cancellationToken) => cursors.SaveAsync(
        new FeedCursor { FeedKind = kind, FeedId = window, Position = JsonSerializer.Serialize(state, Stored) }, cancellationToken);

    /// <param name="State">The state.</param>
    /// <param name="Before">It follows from the outcomes of days 0 before this one.</param>
    private sealed record AdaptiveAt(AdaptiveInterval State, DateOnly Before);
}
