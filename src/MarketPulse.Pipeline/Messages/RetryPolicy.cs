using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MarketPulse.Pipeline.Messages;

/// <summary>
/// How often a message whose handling fails is delivered before it becomes a dead letter, and how long it waits in between. docs/operations.md has the
/// policies in one table.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>Storage queues read by the <c>marketpulse</c> command: short first waits, for work on one's own machine.</summary>
    public static RetryPolicy StorageQueue { get; } = new()
    {
        MaxDeliveries = 8,
        FirstDelay = TimeSpan.FromSeconds(1),
        Factor = 2,
        LongestDelay = TimeSpan.FromMinutes(5),
    };

    /// <summary>Storage queues read by the Functions host, which shows a message again after one fixed wait: <c>visibilityTimeout</c> of host.json.</summary>
    public static RetryPolicy FunctionsStorageQueue { get; } = new()
    {
        MaxDeliveries = 5,
        FirstDelay = TimeSpan.FromSeconds(30),
        Factor = 1,
        LongestDelay = TimeSpan.FromSeconds(30),
    };

    /// <summary>Service Bus: half an hour in all, to outlast an outage of what a step needs.</summary>
    public static RetryPolicy ServiceBus { get; } = new()
    {
        MaxDeliveries = 6,
        FirstDelay = TimeSpan.FromSeconds(15),
        Factor = 3,
        LongestDelay = TimeSpan.FromMinutes(30),
    };

    /// <summary>Deliveries after which a message that keeps failing becomes a dead letter, 1 or more.</summary>
    public required int MaxDeliveries { get; init; }

    /// <summary>Wait before the second delivery.</summary>
    public required TimeSpan FirstDelay { get; init; }

    /// <summary>How many times longer each wait is than the one before, 1 or more.</summary>
    public required double Factor { get; init; }

    /// <summary>Longest wait between two deliveries.</summary>
    public required TimeSpan LongestDelay { get; init; }

    /// <summary>Deliveries after the first.</summary>
    public int MaxRetries => MaxDeliveries - 1;

    /// <summary>Whether a message that failed in its <paramref name="deliveries"/>-th delivery becomes a dead letter.</summary>
    public bool IsExhausted(long deliveries) => deliveries >= MaxDeliveries;

    /// <summary>
    /// The wait after the <paramref name="deliveries"/>-th delivery of a message. Its id decides by how much the wait is shorter or longer, up to a quarter, so
    /// that messages that failed together do not come back together.
    /// </summary>
    /// <param name="deliveries">Deliveries so far, from 1.</param>
    /// <param name="messageId">The broker's id of the message.</param>
    public TimeSpan DelayAfter(int deliveries, string messageId)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{messageId}|{deliveries}")));
        return DelayAfter(deliveries, BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue);
    }

    /// <summary>The wait at a place in the spread, 0 to 1.</summary>
    internal TimeSpan DelayAfter(int deliveries, double spread)
    {
        double grown = FirstDelay.TotalMilliseconds * Math.Pow(Factor, Math.Clamp(deliveries - 1, 0, 30));
        return TimeSpan.FromMilliseconds(Math.Min(grown, LongestDelay.TotalMilliseconds) * (0.75 + (0.5 * spread)));
    }

    /// <summary>Refuses a policy that makes no sense.</summary>
    /// <exception cref="InvalidOperationException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (MaxDeliveries < 1)
        {
            throw new InvalidOperationException($"The retry policy has {MaxDeliveries} deliveries; it must have at least 1.");
        }

        if (FirstDelay < TimeSpan.Zero || LongestDelay < FirstDelay || !(Factor >= 1))
        {
            throw new InvalidOperationException("The retry policy's first delay must be neither negative nor above its longest, and its factor at least 1.");
        }
    }
}
