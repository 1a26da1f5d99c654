// The part of Azure.Messaging.ServiceBus that MarketPulse.Functions uses. What is internal here is the fake broker's side, which the real library hides.
using Azure.Core;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusClient : IAsyncDisposable
{
    public ServiceBusClient(string connectionString) => ConnectionString = connectionString;

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential) =>
        (FullyQualifiedNamespace, Credential) = (fullyQualifiedNamespace, credential);

    protected ServiceBusClient()
    {
    }

    internal string? ConnectionString { get; }

    internal string? FullyQualifiedNamespace { get; }

    internal TokenCredential? Credential { get; }

    public virtual ServiceBusSender CreateSender(string queueOrTopicName) => throw new NotSupportedException();

    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options) => throw new NotSupportedException();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public class ServiceBusSender : IAsyncDisposable
{
    protected ServiceBusSender()
    {
    }

    public virtual Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public class ServiceBusReceiver : IAsyncDisposable
{
    protected ServiceBusReceiver()
    {
    }

    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public class ServiceBusReceiverOptions
{
    public SubQueue SubQueue { get; set; }
}

public enum SubQueue
{
    None,
    DeadLetter,
    TransferDeadLetter,
}

public class ServiceBusMessage
{
    public ServiceBusMessage(BinaryData body) => Body = body;

    public ServiceBusMessage(ServiceBusReceivedMessage receivedMessage)
    {
        Body = receivedMessage.Body;
        MessageId = receivedMessage.MessageId;
        ContentType = receivedMessage.ContentType;
        foreach (KeyValuePair<string, object> property in receivedMessage.ApplicationProperties)
        {
            ApplicationProperties[property.Key] = property.Value;
        }
    }

    public BinaryData Body { get; set; }

    public string? MessageId { get; set; }

    public string? ContentType { get; set; }

    public IDictionary<string, object> ApplicationProperties { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    public DateTimeOffset ScheduledEnqueueTime { get; set; }
}

public sealed class ServiceBusMessageBatch : IDisposable
{
    private readonly List<ServiceBusMessage> _messages = [];

    internal ServiceBusMessageBatch(long maxSizeInBytes) => MaxSizeInBytes = maxSizeInBytes;

    public int Count => _messages.Count;

    public long SizeInBytes { get; private set; }

    public long MaxSizeInBytes { get; }

    internal IReadOnlyList<ServiceBusMessage> Messages => _messages;

    internal bool Disposed { get; private set; }

    public bool TryAddMessage(ServiceBusMessage message)
    {
        long size = message.Body.ToMemory().Length + 128;
        if (SizeInBytes + size > MaxSizeInBytes)
        {
            return false;
        }

        SizeInBytes += size;
        _messages.Add(message);
        return true;
    }

    public void Dispose() => Disposed = true;
}

public class ServiceBusReceivedMessage
{
    internal ServiceBusReceivedMessage()
    {
    }

    public BinaryData Body { get; internal set; } = BinaryData.Empty;

    public string? MessageId { get; internal set; }

    public string? ContentType { get; internal set; }

    public string? LockToken { get; internal set; }

    public string? DeadLetterReason { get; internal set; }

    public string? DeadLetterErrorDescription { get; internal set; }

    public int DeliveryCount { get; internal set; }

    public long SequenceNumber { get; internal set; }

    public DateTimeOffset EnqueuedTime { get; internal set; }

    public DateTimeOffset LockedUntil { get; internal set; }

    public IReadOnlyDictionary<string, object> ApplicationProperties { get; internal set; } = new Dictionary<string, object>(StringComparer.Ordinal);
}
