using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>Sends work to Service Bus in as few batches as the size limit allows.</summary>
/// <param name="senders">One sender per queue.</param>
public sealed class ServiceBusWorkQueue(ServiceBusSenders senders) : IWorkQueue
{
    /// <summary>What the spans call this transport.</summary>
    internal const string System = "servicebus";

    /// <inheritdoc/>
    /// <exception cref="PermanentFaultException">One message alone is larger than the queue takes.</exception>
    public async Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
        {
            return;
        }

        using Activity? activity = MarketPulseTelemetry.StartSend(System, queue, messages.Count);
        ServiceBusSender sender = senders.For(queue);
        ServiceBusMessageBatch batch = await sender.CreateMessageBatchAsync(cancellationToken);
        try
        {
            foreach (OutgoingMessage message in messages)
            {
                ServiceBusMessage outgoing = ToServiceBus(message.Body, message.MessageId);
                if (batch.TryAddMessage(outgoing))
                {
                    continue;
                }

                if (batch.Count > 0)
                {
                    await sender.SendMessagesAsync(batch, cancellationToken);
                    batch.Dispose();
                    batch = await sender.CreateMessageBatchAsync(cancellationToken);
                }

                if (!batch.TryAddMessage(outgoing))
                {
                    throw new PermanentFaultException(
                        "message_too_large",
                        $"Message '{message.MessageId}' is larger than the {batch.MaxSizeInBytes} bytes that queue '{queue}' takes.");
                }
            }

            await sender.SendMessagesAsync(batch, cancellationToken);
        }
        finally
        {
            batch.Dispose();
        }
    }

    /// <summary>A message on the wire: JSON, the id that names its work, and the trace context under both of its names.</summary>
    internal static ServiceBusMessage ToServiceBus(WorkMessage work, string messageId)
    {
        var message = new ServiceBusMessage(BinaryData.FromString(work.ToJson()))
        {
            MessageId = messageId,
            ContentType = "application/json",
        };
        if (work.TraceParent is { } traceParent)
        {
            message.ApplicationProperties["Diagnostic-Id"] = traceParent;
            message.ApplicationProperties["traceparent"] = traceParent;
        }

        return message;
    }
}
