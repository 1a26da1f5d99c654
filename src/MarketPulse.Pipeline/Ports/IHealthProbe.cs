namespace MarketPulse.Pipeline.Ports;

/// <summary>
/// Asks whether one thing that the app depends on works: its tables, its blobs, a queue. A probe makes one or two requests, however much is stored.
/// </summary>
public interface IHealthProbe
{
    /// <summary>What it asks about: <c>tables</c>, <c>blobs</c>, or <c>queue-</c> and the name of a queue.</summary>
    string Name { get; }

    /// <summary>Asks once. A service that refuses or cannot be reached is a result; only what was not foreseen is thrown.</summary>
    Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>What a probe found.</summary>
public sealed record ProbeResult
{
    /// <summary>It works, and there is nothing else to tell.</summary>
    public static ProbeResult Works { get; } = new();

    /// <summary>What is wrong, in one sentence that anyone who may read the data may see; null when it works.</summary>
    public string? Fault { get; init; }

    /// <summary>The exception behind <see cref="Fault"/>, for the log alone.</summary>
    public Exception? Cause { get; init; }

    /// <summary>What waits in the queue; null where the probe is not of a queue.</summary>
    public QueueHead? Queue { get; init; }
}

/// <summary>The state of a queue as seen from its head.</summary>
/// <param name="OldestUtc">When the longest-waiting message was enqueued, or became due; null when none waits.</param>
/// <param name="Messages">About how many messages it holds; null where the app may not count them.</param>
public sealed record QueueHead(DateTimeOffset? OldestUtc, long? Messages);
