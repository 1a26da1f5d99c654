using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores messages that can never succeed or that failed too often.</summary>
public interface IDeadLetters
{
    /// <summary>
    /// Stores a dead letter, for brokers that do not do so themselves. The caller then removes the message from its queue.
    /// </summary>
    Task AddAsync(DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>Lists the dead letters of a queue, oldest first.</summary>
    IAsyncEnumerable<DeadLetter> ListAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Sends the given dead letters to their queue again, with new message ids, and removes them from the store.</summary>
    /// <param name="queue">The queue they came from.</param>
    /// <param name="ids">Their ids; null for all.</param>
    /// <param name="cancellationToken">Stops between two letters; each is sent before it is removed, so none is lost.</param>
    /// <returns>Number of messages sent.</returns>
    Task<int> ReplayAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken);

    /// <summary>Deletes the given dead letters.</summary>
    /// <param name="queue">The queue they came from.</param>
    /// <param name="ids">Their ids; null for all.</param>
    /// <param name="cancellationToken">Stops between two letters.</param>
    /// <returns>Number of dead letters deleted.</returns>
    Task<int> DropAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken);
}
