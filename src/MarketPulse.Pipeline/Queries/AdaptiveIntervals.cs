using System.Text.Json;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Scenarios;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Keeps the state of the adaptive prediction intervals, one for each window.</summary>
/// <param name="cursors">Stores it.</param>
public sealed class AdaptiveIntervals(ICursorStore cursors)
{
    private const string Kind = "adaptiveinterval";

    /// <summary>Finds the state of a window; <see cref="AdaptiveInterval.Initial"/> if there is none yet.</summary>
    /// <param name="windowKey">Key of the window.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<AdaptiveInterval> FindAsync(string windowKey, CancellationToken cancellationToken) =>
        (await cursors.FindAsync(Kind, windowKey, cancellationToken))?.Position is { Length: > 0 } state
            ? JsonSerializer.Deserialize<AdaptiveInterval>(state)!
            : AdaptiveInterval.Initial;

    /// <summary>Replaces the states of all windows by those of a replay, for windows without one the initial state.</summary>
    /// <param name="states">The states by key of the window.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task ReplaceAsync(IReadOnlyDictionary<string, AdaptiveInterval> states, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(states);
        foreach (EventWindow window in EventWindow.Defaults)
        {
            await SaveAsync(window.Key, states.GetValueOrDefault(window.Key, AdaptiveInterval.Initial), cancellationToken);
        }
    }

    /// <summary>Stores the state of a window.</summary>
    /// <param name="windowKey">Key of the window.</param>
    /// <param name="state">The state.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public Task SaveAsync(string windowKey, AdaptiveInterval state, CancellationToken cancellationToken) => cursors.SaveAsync(
        new FeedCursor { FeedKind = Kind, FeedId = windowKey, Position = JsonSerializer.Serialize(state, Stored) }, cancellationToken);

    private static readonly JsonSerializerOptions Stored = new() { IgnoreReadOnlyProperties = true };
}
