using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>Converts messages between the wire format and the queue.</summary>
internal static class MessageFormat
{
    /// <summary>Delivery annotation with the lock token; the delivery tag of a message repeats it.</summary>
    public const string LockTokenAnnotation = "x-opt-lock-token";

    private const string ScheduledEnqueueTimeAnnotation = "x-opt-scheduled-enqueue-time";

    /// <summary>Format of a transfer whose data sections are separate messages.</summary>
    private const uint BatchFormat = 0x80013700;

    /// <summary>The messages in a transfer: one, or those of a batch.</summary>
    public static IReadOnlyList<BrokerMessage> Read(Message transfer) => transfer.Format != BatchFormat
        ? [FromWire(transfer, ToBytes(transfer.Encode()))]
        : [.. Parts(transfer).Select(part => FromWire(Message.Decode(new ByteBuffer(part, 0, part.Length, part.Length)), part))];

    /// <summary>The message as delivered to a receiver.</summary>
    public static Message ToWire(BrokerMessage message)
    {
        Message wire = Message.Decode(new ByteBuffer(message.Encoded, 0, message.Encoded.Length, message.Encoded.Length));
        wire.Header ??= new Header();
        wire.Header.DeliveryCount = (uint)message.DeliveryCount;
        wire.DeliveryAnnotations = new DeliveryAnnotations { [new Symbol(LockTokenAnnotation)] = message.LockToken };
        wire.MessageAnnotations ??= new MessageAnnotations();
        Annotate("x-opt-sequence-number", message.SequenceNumber);
        Annotate("x-opt-enqueued-time", message.EnqueuedTime.UtcDateTime);
        Annotate("x-opt-message-state", message.ScheduledEnqueueTime is null ? 0 : 2);
        if (message.LockedUntil is { } lockedUntil)
        {
            Annotate("x-opt-locked-until", lockedUntil.UtcDateTime);
        }

        if (message.DeadLetterSource is { } source)
        {
            Annotate("x-opt-deadletter-source", source);
        }

        foreach ((string name, object value) in message.AddedProperties)
        {
            (wire.ApplicationProperties ??= new ApplicationProperties())[name] = value;
        }

        return wire;

        void Annotate(string name, object value) => wire.MessageAnnotations[new Symbol(name)] = value;
    }

    /// <summary>The bytes of a message as delivered to a receiver.</summary>
    public static byte[] ToBytes(Message message) => ToBytes(message.Encode());

    private static byte[] ToBytes(ByteBuffer buffer) => buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();

    private static IEnumerable<byte[]> Parts(Message batch) => batch.BodySection switch
    {
        DataList parts => Enumerable.Range(0, parts.Count).Select(i => parts[i].Binary),
        Data part => [part.Binary],
        _ => throw new InvalidOperationException("The messages of a batch must be in data sections."),
    };

    private static BrokerMessage FromWire(Message message, byte[] encoded) => new()
    {
        Encoded = encoded,
        MessageId = message.Properties?.GetMessageId()?.ToString(),
        ScheduledEnqueueTime = message.MessageAnnotations?[new Symbol(ScheduledEnqueueTimeAnnotation)] is DateTime time
            ? new DateTimeOffset(time)
            : null,
    };
}
