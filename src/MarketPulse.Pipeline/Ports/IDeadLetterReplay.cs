namespace MarketPulse.Pipeline.Ports;

/// <summary>Retries the dead letters held by the message transport.</summary>
public interface IDeadLetterReplay
{
    /// <summary>
    /// Sends every dead letter of a queue to that queue again, with a new message id. Each is sent before it is removed, so none is lost.
    /// </summary>
    /// <returns>Number of messages sent.</returns>
    Task<int> ReplayAsync(string queue, CancellationToken cancellationToken);
}
