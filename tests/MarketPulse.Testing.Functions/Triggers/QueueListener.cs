using System.Globalization;
using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Google.Protobuf;
using MarketPulse.Testing.Functions.Rpc;

namespace MarketPulse.Testing.Functions;

/// <summary>A message of a storage queue and the invocation that handled it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Invocation">The function's run.</param>
/// <param name="Result">How it ended.</param>
public sealed record QueueDelivery(QueueMessage Message, Invocation Invocation, InvocationResult Result);

/// <summary>
/// Listens to the queue of a function like the host: receives messages from the real queue, runs the function on each, deletes handled
/// messages, makes others visible again, and moves those that failed too often or are not encoded as in host.json to the poison queue.
/// </summary>
public sealed class QueueListener
{
    /// <summary>How long the host hides a message while handling it.</summary>
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(10);

    private readonly FunctionsHost _host;
    private readonly HostedFunction _function;
    private readonly TimeSpan _patience;
    private readonly QueueClient _queue, _poison;

    private QueueListener(FunctionsHost host, HostedFunction function, string connectionString, string queue, TimeSpan patience)
    {
        (_host, _function, _patience) = (host, function, patience);
        _poison = new QueueClient(connectionString, queue + "-poison");
        var options = new QueueClientOptions
        {
            MessageEncoding = host.App.Host.QueuesAreBase64 ? QueueMessageEncoding.Base64 : QueueMessageEncoding.None,
        };
        options.MessageDecodingFailed += failed => MoveToPoisonAsync(failed.ReceivedMessage);
        _queue = new QueueClient(connectionString, queue, options);
    }

    /// <summary>Creates a listener for a function.</summary>
    /// <param name="host">The host that runs it.</param>
    /// <param name="name">The function.</param>
    /// <param name="patience">Time until a message becomes visible again after its function failed; null for that of host.json.</param>
    /// <exception cref="FunctionsHostException">No setting has the name that the trigger gives for its connection string.</exception>
    public static QueueListener For(FunctionsHost host, string name, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        HostedFunction function = host.Function(name);
        string setting = function.Text("connection") ?? "Storage";
        string connection = host.Settings.Get("AzureWebJobs" + setting) ?? host.Settings.Get(setting)
            ?? throw new FunctionsHostException(
                $"Neither AzureWebJobs{setting} nor {setting} is set, but {name} needs one of them to find its queue.");
        string queue = host.Settings.Resolve(function.Text("queueName")!);
        return new QueueListener(host, function, connection, queue, patience ?? host.App.Host.QueueVisibilityTimeout);
    }

    /// <summary>Receives one batch of messages and runs the function on all of them concurrently, like the host.</summary>
    /// <returns>The deliveries; empty if no message was visible.</returns>
    public async Task<IReadOnlyList<QueueDelivery>> DeliverAsync(CancellationToken cancellationToken = default)
    {
        QueueMessage[] messages = await _queue.ReceiveMessagesAsync(_host.App.Host.QueueBatchSize, Hidden, cancellationToken);
        return await Task.WhenAll(messages.Select(message => DeliverAsync(message, cancellationToken)));
    }

    /// <summary>Delivers messages until none is visible. Messages that failed become visible again only after their delay.</summary>
    public async Task<IReadOnlyList<QueueDelivery>> DrainAsync(CancellationToken cancellationToken = default)
    {
        List<QueueDelivery> all = [];
        while (await DeliverAsync(cancellationToken) is { Count: > 0 } deliveries)
        {
            all.AddRange(deliveries);
        }

        return all;
    }

    /// <summary>Receives one message and starts the function on it; the message stays hidden until it is settled.</summary>
    /// <returns>The message and the invocation; null if no message was visible.</returns>
    public async Task<(QueueMessage Message, Invocation Invocation)?> BeginAsync(CancellationToken cancellationToken = default) =>
        (await _queue.ReceiveMessageAsync(Hidden, cancellationToken)).Value is { } message ? (message, Invoke(message)) : null;

    /// <summary>Settles a message like the host, after the function has ended.</summary>
    public async Task SettleAsync(QueueMessage message, InvocationResult result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(result);
        if (result.Status == InvocationStatus.Succeeded)
        {
            await _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
        }
        else if (message.DequeueCount >= _host.App.Host.QueueMaxDequeueCount)
        {
            await MoveToPoisonAsync(message);
        }
        else
        {
            await _queue.UpdateMessageAsync(
                message.MessageId, message.PopReceipt, visibilityTimeout: _patience, cancellationToken: cancellationToken);
        }
    }

    private async Task<QueueDelivery> DeliverAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        Invocation invocation = Invoke(message);
        InvocationResult result = await invocation.WaitAsync();
        await SettleAsync(message, result, cancellationToken);
        return new QueueDelivery(message, invocation, result);
    }

    private Invocation Invoke(QueueMessage message) => _host.Invoke(
        _function,
        new TypedData
        {
            ModelBindingData = new ModelBindingData
            {
                Version = "1.0",
                Source = "AzureStorageQueues",
                ContentType = "application/json",
                Content = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(message)),
            },
        },
        new Dictionary<string, TypedData>(StringComparer.Ordinal)
        {
            ["QueueTrigger"] = new() { String = message.Body.ToString() },
            ["Id"] = new() { String = message.MessageId },
            ["PopReceipt"] = new() { String = message.PopReceipt },
            ["DequeueCount"] = new() { Json = message.DequeueCount.ToString(CultureInfo.InvariantCulture) },
            ["InsertionTime"] = new() { Json = JsonSerializer.Serialize(message.InsertedOn) },
            ["ExpirationTime"] = new() { Json = JsonSerializer.Serialize(message.ExpiresOn) },
            ["NextVisibleTime"] = new() { Json = JsonSerializer.Serialize(message.NextVisibleOn) },
        });

    private async Task MoveToPoisonAsync(QueueMessage message)
    {
        await _poison.CreateIfNotExistsAsync();
        await _poison.SendMessageAsync(message.Body);
        await _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }
}
