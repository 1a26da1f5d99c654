namespace MarketPulse.Storage;

/// <summary>Options for reading queues: concurrency, locks and retries.</summary>
public sealed class QueueReaderOptions
{
    /// <summary>
    /// Number of messages of one queue that are handled at once, 1 to 256. Handlers wait for storage most of the time; the default is that
    /// of the Functions host.
    /// </summary>
    public int Concurrency { get; set; } = 16;

    /// <summary>
    /// How long a message stays hidden while it is handled, a second to seven days. The lock is renewed after a third of it, so this only
    /// limits the delay after a crash.
    /// </summary>
    public TimeSpan LockDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Number of deliveries after which a failing message is dead-lettered, 1 or more.</summary>
    public int MaxDeliveries { get; set; } = 8;

    /// <summary>Wait before the second delivery. It doubles with every further delivery, with jitter.</summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two deliveries.</summary>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest wait between two polls of an empty queue.</summary>
    public TimeSpan IdleDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    internal void Validate()
    {
        if (Concurrency is < 1 or > 256)
        {
            throw new InvalidOperationException($"Queues.Concurrency is {Concurrency}; it must be from 1 to 256.");
        }

        if (LockDuration < TimeSpan.FromSeconds(1) || LockDuration > TimeSpan.FromDays(7))
        {
            throw new InvalidOperationException($"Queues.LockDuration is {LockDuration}; it must be from 00:00:01 to 7.00:00:00.");
        }

        if (MaxDeliveries < 1)
        {
            throw new InvalidOperationException($"Queues.MaxDeliveries is {MaxDeliveries}; it must be 1 or more.");
        }

        if (FirstRetryDelay < TimeSpan.Zero || LongestRetryDelay < FirstRetryDelay || IdleDelay <= TimeSpan.Zero)
        {
            throw new InvalidOperationException(
                "Queues: FirstRetryDelay must be neither negative nor longer than LongestRetryDelay, and IdleDelay must be positive.");
        }
    }

    /// <summary>
    /// The wait after a message has failed <paramref name="deliveries"/> times: exponential, with a jitter of a quarter either way.
    /// </summary>
    internal TimeSpan RetryDelay(int deliveries, Random jitter)
    {
        double doubled = FirstRetryDelay.TotalMilliseconds * Math.Pow(2, Math.Clamp(deliveries - 1, 0, 30));
        double bounded = Math.Min(doubled, LongestRetryDelay.TotalMilliseconds);
        lock (jitter)
        {
            return TimeSpan.FromMilliseconds(bounded * (0.75 + (0.5 * jitter.NextDouble())));
        }
    }
}
