using System.Globalization;
using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Google.Protobuf;
using MarketPulse.Testing.Functions.Rpc;

namespace MarketPulse.Testing.Functions;

/// <summary>What became of a message of a storage queue.</summary>
/// <param name="Message">The message.</param>
/// <param name="Invocation">The function's run.</param>
/// <param name="Result">How it ended.</param>
public sealed record QueueDelivery(QueueMessage Message, Invocation Invocation, InvocationResult Result);

/// <summary>
/// Listens for a queue function as the host does: takes messages from the real queue, runs the function on each, deletes those it handled,
/// shows the others again, and moves those that failed too often, or are not encoded as host.json says, to the poison queue.
/// </summary>
public sealed class QueueListener
{
    /// <summary>How long the host hides a message that it works on.</summary>
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

    /// <summary>Listens for a function.</summary>
    /// <param name="host">The host that runs it.</param>
    /// <param name="name">The function.</param>
    /// <param name="patience">Time until a message whose function failed is shown again; null for host.json's.</param>
    /// <exception cref="FunctionsHostException">The settings hold no connection string under the name that the trigger gives.</exception>
    public static QueueListener For(FunctionsHost host, string name, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        HostedFunction function = host.Function(name);
        string setting = function.Text("connection") ?? "Storage";
        string connection = host.Settings.Get("AzureWebJobs" + setting) ?? host.Settings.Get(setting)
            ?? throw new FunctionsHostException(
                $"Neither AzureWebJobs{setting} nor {setting}, which {name} takes its queue from, is among the settings.");
        string queue = host.Settings.Resolve(function.Text("queueName")!);
        return new QueueListener(host, function, connection, queue, patience ?? host.App.Host.QueueVisibilityTimeout);
    }

    /// <summary>Takes one batch of messages and runs the function on all of them at once, as the host does.</summary>
    /// <returns>What was delivered; empty if no message was to be seen.</returns>
    public async Task<IReadOnlyList<QueueDelivery>> DeliverAsync(CancellationToken cancellationToken = default)
    {
        QueueMessage[] messages = await _queue.ReceiveMessagesAsync(_host.App.Host.QueueBatchSize, Hidden, cancellationToken);
        return await Task.WhenAll(messages.Select(message => DeliverAsync(message, cancellationToken)));
    }

    /// <summary>Delivers until no message is to be seen. Messages that failed come back only when their time has passed.</summary>
    public async Task<IReadOnlyList<QueueDelivery>> DrainAsync(CancellationToken cancellationToken = default)
    {
        List<QueueDelivery> all = [];
        while (await DeliverAsync(cancellationToken) is { Count: > 0 } deliveries)
        {
            all.AddRange(deliveries);
        }

        return all;
    }

    /// <summary>Takes one message and starts the function on it; the message stays hidden until it is settled.</summary>
    /// <returns>The message and the run; null if no message was to be seen.</returns>
    public async Task<(QueueMessage Message, Invocation Invocation)?> BeginAsync(CancellationToken cancellationToken = default) =>
        (await _queue.ReceiveMessageAsync(Hidden, cancellationToken)).Value is { } message ? (message, Invoke(message)) : null;

    /// <summary>Does with a message what the host does after the function has ended.</summary>
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
