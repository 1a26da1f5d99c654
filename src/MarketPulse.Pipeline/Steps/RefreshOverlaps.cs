using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Keeps the column <c>overlaps</c> of scores equal to what the live events say, whatever the order in which events were found and scored.
/// It reads the events around a change, and the scores of only those whose overlaps are no longer the ones that their
/// <see cref="TradeEvent.OverlapKey"/> stands for.
/// </summary>
/// <param name="events">Store of the events.</param>
/// <param name="scores">Store of the scores.</param>
/// <param name="scorer">Counts the overlaps.</param>
public sealed class RefreshOverlaps(IEventStore events, IScoreStore scores, WatchlistScorer scorer) : IDisposable
{
    private const int MaxRounds = 20;

    // Events that are scored side by side have neighbours in common: whoever comes second finds them up to date.
    private readonly SemaphoreSlim _turn = new(1);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>Updates the overlaps of the events around one that was superseded.</summary>
    /// <param name="superseded">The event that is no longer live.</param>
    /// <param name="cancellationToken">Stops between requests; a repeat completes the work.</param>
    public async Task RunAfterSupersedingAsync(TradeEvent superseded, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(superseded);
        if (!scorer.IsEmpty)
        {
            IReadOnlyDictionary<string, PriceHistory> histories = await scorer.ReadPricesAsync(superseded, cancellationToken);
            await RunAsync(new Surroundings(superseded, 2 * EventScorer.Reach, histories), scoredWith: null, cancellationToken);
        }
    }

    /// <summary>
    /// Updates the overlaps of an event that was scored, should they have changed meanwhile, and of the events around it.
    /// </summary>
    /// <param name="scored">The event, as read before it was scored.</param>
    /// <param name="scoredWith"><see cref="EventScores.OverlapKey"/> of the scores.</param>
    /// <param name="histories">The bars with which it was scored.</param>
    /// <param name="alsoOthers">
    /// Whether to update the others too. It is needed when the event is new or its facts changed, not when only bars arrived.
    /// </param>
    /// <param name="cancellationToken">Stops between requests; a repeat completes the work.</param>
    /// <returns>Whether the event is still live.</returns>
    public Task<bool> RunAfterScoringAsync(
        TradeEvent scored,
        string scoredWith,
        IReadOnlyDictionary<string, PriceHistory> histories,
        bool alsoOthers,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scored);
        return RunAsync(
            new Surroundings(scored, alsoOthers ? 2 * EventScorer.Reach : EventScorer.Reach, histories), scoredWith, cancellationToken);
    }

    private async Task<bool> RunAsync(Surroundings around, string? scoredWith, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await UpdateAsync(around, scoredWith, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<bool> UpdateAsync(Surroundings around, string? scoredWith, CancellationToken cancellationToken)
    {
        for (int round = 1; round <= MaxRounds; round++)
        {
            List<TradeEvent> live = await ReadAsync(around, cancellationToken);
            OverlapCounter counter = scorer.CountOverlaps(live, around.Histories);
            Dictionary<string, TradeEvent> outdated = live
                .Where(around.IsCounted)
                .Where(other => IsOutdated(other, counter.Count(other).Key, around.IsCentre(other) ? scoredWith : null))
                .ToDictionary(other => other.EventId, StringComparer.Ordinal);
            if (outdated.Count == 0)
            {
                return live.Exists(around.IsCentre);
            }

            IReadOnlyDictionary<string, EventOverlaps> counted = new Dictionary<string, EventOverlaps>();
            await scores.SetOverlapsAsync(
                outdated.Keys,
                async token => counted = await CountAsync(around, outdated.Keys, token),
                cancellationToken);
            foreach ((string eventId, EventOverlaps overlaps) in counted)
            {
                // When another run has set the key meanwhile, the next round finds out which of the two was right.
                await events.TrySetScoredAsync(outdated[eventId], openUntil: null, overlaps.Key, cancellationToken);
            }

            scoredWith = null;
        }

        throw new IOException(
            $"The events around '{around.Centre.EventId}' changed during {MaxRounds} attempts to count overlaps; try again later.");
    }

    /// <summary>
    /// Whether the scores of an event may show other overlaps than they should. Events without a closing day have no scores yet; what
    /// scores them reads the events again afterwards.
    /// </summary>
    private static bool IsOutdated(TradeEvent other, string key, string? scoredWith) =>
        (other.OpenUntil is not null && other.OverlapKey != key)
        || (scoredWith is not null && (scoredWith != key || scoredWith != other.OverlapKey));

    private async Task<IReadOnlyDictionary<string, EventOverlaps>> CountAsync(
        Surroundings around, IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken)
    {
        List<TradeEvent> live = await ReadAsync(around, cancellationToken);
        OverlapCounter counter = scorer.CountOverlaps(live, around.Histories);
        return live.Where(other => eventIds.Contains(other.EventId))
            .ToDictionary(other => other.EventId, counter.Count, StringComparer.Ordinal);
    }

    private ValueTask<List<TradeEvent>> ReadAsync(Surroundings around, CancellationToken cancellationToken) => events.ReadAsync(
            around.Centre.EventTimeUtc - around.Radius,
            around.Centre.EventTimeUtc + around.Radius,
            includeSuperseded: false,
            cancellationToken)
        .ToListAsync(cancellationToken);

    /// <summary>The events around one that changed.</summary>
    /// <param name="Centre">The event that changed.</param>
    /// <param name="Radius">Up to which distance events are read: those whose overlaps are updated need their own neighbours.</param>
    /// <param name="Histories">Bars by symbol.</param>
    private sealed record Surroundings(TradeEvent Centre, TimeSpan Radius, IReadOnlyDictionary<string, PriceHistory> Histories)
    {
        public bool IsCentre(TradeEvent other) => other.EventId == Centre.EventId;

        public bool IsCounted(TradeEvent other) =>
            IsCentre(other) || (other.EventTimeUtc - Centre.EventTimeUtc).Duration() <= Radius - EventScorer.Reach;
    }
}
