namespace MarketPulse.Pipeline.Ports;

/// <summary>Gives the dead letters of the transport another try.</summary>
public interface IDeadLetterReplay
{
    /// <summary>Sends every dead letter of a queue to the queue again, under an id of its own; each is sent before it is removed, so none is lost.</summary>
    /// <returns>How many were sent.</returns>
    Task<int> ReplayAsync(string queue, CancellationToken cancellationToken);
}
