namespace MarketPulse.Pipeline.Ports;

/// <summary>
/// Checks whether one dependency of the app works: its tables, its blobs or a queue. A probe makes at most three requests, however much
/// is stored.
/// </summary>
public interface IHealthProbe
{
    /// <summary>The dependency it checks: <c>tables</c>, <c>blobs</c>, or <c>queue-</c> followed by the name of a queue.</summary>
    string Name { get; }

    /// <summary>
    /// Checks once. A service that refuses or cannot be reached is reported in the result; only unexpected failures throw.
    /// </summary>
    Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>The result of a probe.</summary>
public sealed record ProbeResult
{
    /// <summary>The dependency works, and there is nothing else to report.</summary>
    public static ProbeResult Works { get; } = new();

    /// <summary>What is wrong, in one sentence that may be shown to anyone with read access; null when the dependency works.</summary>
    public string? Fault { get; init; }

    /// <summary>The exception behind <see cref="Fault"/>, for the log only.</summary>
    public Exception? Cause { get; init; }

    /// <summary>The state of the queue; null when the probe does not check a queue.</summary>
    public QueueHead? Queue { get; init; }
}

/// <summary>The state of a queue as seen from its head.</summary>
/// <param name="OldestUtc">When the message that has waited longest was enqueued or became due; null when the queue is empty.</param>
/// <param name="Messages">Approximate number of messages; null where the app is not permitted to count them.</param>
public sealed record QueueHead(DateTimeOffset? OldestUtc, long? Messages)
{
    /// <summary>Approximate number of dead letters; null where the app is not permitted to count them.</summary>
    public long? DeadLetters { get; init; }
}
