using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Messages that can never succeed or failed too often.</summary>
public interface IDeadLetters
{
    /// <summary>Stores a dead letter where the broker does not do so itself; the caller then removes the message from its queue.</summary>
    Task AddAsync(DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>The dead letters of a queue, oldest first.</summary>
    IAsyncEnumerable<DeadLetter> ListAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Sends the named dead letters to their queue again, under an id of their own, and removes them here.</summary>
    /// <param name="queue">The queue they came from.</param>
    /// <param name="ids">Their ids; null for all.</param>
    /// <param name="cancellationToken">Stops between two letters; each is sent before it is removed, so none is lost.</param>
    /// <returns>How many were sent.</returns>
    Task<int> ReplayAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken);

    /// <summary>Removes the named dead letters for good.</summary>
    /// <param name="queue">The queue they came from.</param>
    /// <param name="ids">Their ids; null for all.</param>
    /// <param name="cancellationToken">Stops between two letters.</param>
    /// <returns>How many were removed.</returns>
    Task<int> DropAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken);
}
