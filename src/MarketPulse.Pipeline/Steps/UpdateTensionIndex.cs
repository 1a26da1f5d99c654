using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Updates the daily tension index from the article counts and the events.</summary>
/// <param name="tension">Store of the counts and the index.</param>
/// <param name="alerts">Raises matching alerts.</param>
/// <param name="clock">Current time, for time stamps.</param>
public sealed class UpdateTensionIndex(ITensionStore tension, RaiseAlerts alerts, TimeProvider clock)
{
    /// <summary>
    /// Most rows of the index that a run removes. Earlier releases stored a row for every day since the oldest article; removing those of a
    /// large store takes several runs, so that none takes long.
    /// </summary>
    private const int MostRemoved = 50_000;

    /// <summary>
    /// Computes the index of every scope, stores the days that changed, and removes those whose articles are gone. The step is idempotent.
    /// </summary>
    /// <param name="live">All live events.</param>
    /// <param name="cancellationToken">Stops between scopes.</param>
    /// <returns>Number of rows written and removed.</returns>
    public async Task<(int Written, int Removed)> RunAsync(
        IReadOnlyList<TradeEvent> live, CancellationToken cancellationToken)
    {
        var index = new TensionIndex(await tension.ReadCountsAsync(cancellationToken).ToListAsync(cancellationToken), live);
        DateTimeOffset now = clock.GetUtcNow();
        int written = 0, removed = 0;
        foreach ((string scope, string value) in index.Scopes)
        {
            Dictionary<DateOnly, TensionDay> stored = await tension
                .ReadIndexAsync(scope, value, DateOnly.MinValue, DateOnly.MaxValue, cancellationToken)
                .ToDictionaryAsync(day => day.Date, cancellationToken: cancellationToken);
            TensionDay[] published = [.. index.Daily(scope, value).Select(day => day.Published(stored.GetValueOrDefault(day.Date), now))];
            TensionDay[] changed =
            [
                .. published.Where(next => stored.GetValueOrDefault(next.Date) is not { } known
                    || next with { ModifiedUtc = known.ModifiedUtc } != known),
            ];
            await tension.SaveIndexAsync(changed, cancellationToken);
            await alerts.ForIndexAsync(scope, value, published, cancellationToken);
            written += changed.Length;

            // Days whose articles are gone.
            HashSet<DateOnly> current = [.. published.Select(day => day.Date)];
            TensionDay[] gone = [.. stored.Values.Where(day => !current.Contains(day.Date)).Take(MostRemoved - removed)];
            await tension.RemoveIndexAsync(gone, cancellationToken);
            removed += gone.Length;
        }

        return (written, removed);
    }
}
