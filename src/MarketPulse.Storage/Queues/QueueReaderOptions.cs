using MarketPulse.Pipeline.Messages;

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

    /// <summary>How often and when a failing message is delivered again.</summary>
    public RetryPolicy Retries { get; set; } = RetryPolicy.StorageQueue;

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

        if (IdleDelay <= TimeSpan.Zero)
        {
            throw new InvalidOperationException($"Queues.IdleDelay is {IdleDelay}; it must be positive.");
        }

        Retries.Validate();
    }
}
