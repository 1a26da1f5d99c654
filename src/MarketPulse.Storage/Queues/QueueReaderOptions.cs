namespace MarketPulse.Storage;

/// <summary>How queues are read: concurrency, locks, retries.</summary>
public sealed class QueueReaderOptions
{
    /// <summary>Messages of one queue handled at once; they wait for the storage most of the time, so as many as the Functions host takes.</summary>
    public int Concurrency { get; set; } = 16;

    /// <summary>How long a message stays hidden while it is handled; renewed at a third of it, so this only bounds the wait after a crash.</summary>
    public TimeSpan LockDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Deliveries after which a message that keeps failing is set aside.</summary>
    public int MaxDeliveries { get; set; } = 8;

    /// <summary>Wait before the second delivery; doubled, with jitter, for each one after.</summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two deliveries.</summary>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest wait between two looks into an empty queue.</summary>
    public TimeSpan IdleDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    internal void Validate()
    {
        if (Concurrency is < 1 or > 256)
        {
            throw new InvalidOperationException($"Queues.Concurrency is {Concurrency}; it must lie in 1 to 256.");
        }

        if (LockDuration < TimeSpan.FromSeconds(1) || LockDuration > TimeSpan.FromDays(7))
        {
            throw new InvalidOperationException($"Queues.LockDuration is {LockDuration}; it must lie between a second and seven days.");
        }

        if (MaxDeliveries < 1)
        {
            throw new InvalidOperationException($"Queues.MaxDeliveries is {MaxDeliveries}; it must be at least 1.");
        }

        if (FirstRetryDelay < TimeSpan.Zero || LongestRetryDelay < FirstRetryDelay || IdleDelay <= TimeSpan.Zero)
        {
            throw new InvalidOperationException("Queues: FirstRetryDelay must not be negative nor above LongestRetryDelay, and IdleDelay must be positive.");
        }
    }

    /// <summary>The wait before the next delivery of a message that failed for the <paramref name="deliveries"/>-th time: exponential, with up to half of it as jitter.</summary>
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
