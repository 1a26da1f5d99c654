using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Storage;

/// <summary>How queues are read: concurrency, locks, retries.</summary>
public sealed class QueueReaderOptions
{
    /// <summary>Messages of one queue handled at once; they wait for the storage most of the time, so as many as the Functions host takes.</summary>
    public int Concurrency { get; set; } = 16;

    /// <summary>How long a message stays hidden while it is handled; renewed at a third of it, so this only bounds the wait after a crash.</summary>
    public TimeSpan LockDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a message that keeps failing is delivered, and when.</summary>
    public RetryPolicy Retries { get; set; } = RetryPolicy.StorageQueue;

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

        if (IdleDelay <= TimeSpan.Zero)
        {
            throw new InvalidOperationException($"Queues.IdleDelay is {IdleDelay}; it must be positive.");
        }

        Retries.Validate();
    }
}
