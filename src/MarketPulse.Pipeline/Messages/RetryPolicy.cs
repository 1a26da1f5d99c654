using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MarketPulse.Pipeline.Messages;

/// <summary>
/// How often a failing message is delivered before it is dead-lettered, and how long it waits between deliveries. docs/operations.md lists
/// the policies in one table.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>
    /// Storage queues read by the <c>marketpulse</c> command: the first delays are short, to suit work on a single machine.
    /// </summary>
    public static RetryPolicy StorageQueue { get; } = new()
    {
        MaxDeliveries = 8,
        FirstDelay = TimeSpan.FromSeconds(1),
        Factor = 2,
        LongestDelay = TimeSpan.FromMinutes(5),
    };

    /// <summary>
    /// Storage queues read by the Functions host, which redelivers after a fixed delay, the <c>visibilityTimeout</c> in host.json.
    /// </summary>
    public static RetryPolicy FunctionsStorageQueue { get; } = new()
    {
        MaxDeliveries = 5,
        FirstDelay = TimeSpan.FromSeconds(30),
        Factor = 1,
        LongestDelay = TimeSpan.FromSeconds(30),
    };

    /// <summary>
    /// Service Bus: retries over at least ten hours, so that an outage of a dependency that lasts a working day dead-letters nothing.
    /// </summary>
    public static RetryPolicy ServiceBus { get; } = new()
    {
        MaxDeliveries = 13,
        FirstDelay = TimeSpan.FromSeconds(15),
        Factor = 3,
        LongestDelay = TimeSpan.FromMinutes(120),
    };

    /// <summary>Number of deliveries after which a failing message is dead-lettered, 1 or more.</summary>
    public required int MaxDeliveries { get; init; }

    /// <summary>Delay before the second delivery.</summary>
    public required TimeSpan FirstDelay { get; init; }

    /// <summary>Factor by which the delay grows with each delivery, 1 or more.</summary>
    public required double Factor { get; init; }

    /// <summary>Upper bound of the delay between two deliveries, before jitter.</summary>
    public required TimeSpan LongestDelay { get; init; }

    /// <summary>Number of deliveries after the first.</summary>
    public int MaxRetries => MaxDeliveries - 1;

    /// <summary>Whether a message is dead-lettered when its delivery number <paramref name="deliveries"/> fails.</summary>
    public bool IsExhausted(long deliveries) => deliveries >= MaxDeliveries;

    /// <summary>
    /// The delay after delivery number <paramref name="deliveries"/> of a message. It varies by up to 25% in either direction, depending on
    /// the message id, so that messages that failed together are not redelivered together.
    /// </summary>
    /// <param name="deliveries">Number of deliveries so far, at least 1.</param>
    /// <param name="messageId">The broker's id of the message.</param>
    public TimeSpan DelayAfter(int deliveries, string messageId)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{messageId}|{deliveries}")));
        return DelayAfter(deliveries, BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue);
    }

    /// <summary>The delay for a given jitter, from 0 (25% shorter) to 1 (25% longer).</summary>
    internal TimeSpan DelayAfter(int deliveries, double spread)
    {
        double grown = FirstDelay.TotalMilliseconds * Math.Pow(Factor, Math.Clamp(deliveries - 1, 0, 30));
        return TimeSpan.FromMilliseconds(Math.Min(grown, LongestDelay.TotalMilliseconds) * (0.75 + (0.5 * spread)));
    }

    /// <summary>Checks that the values are consistent and in range.</summary>
    /// <exception cref="InvalidOperationException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (MaxDeliveries < 1)
        {
            throw new InvalidOperationException($"The retry policy allows {MaxDeliveries} deliveries; it must allow at least 1.");
        }

        if (FirstDelay < TimeSpan.Zero || LongestDelay < FirstDelay || !(Factor >= 1))
        {
            throw new InvalidOperationException(
                "The retry policy's first delay must be neither negative nor above its longest delay, and its factor must be at least 1.");
        }
    }
}
