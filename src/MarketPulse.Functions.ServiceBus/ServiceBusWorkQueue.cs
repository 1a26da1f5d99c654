using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>Sends work to Service Bus in as few batches as the size limit allows.</summary>
/// <param name="senders">The sender for each queue.</param>
public sealed class ServiceBusWorkQueue(ServiceBusSenders senders) : IWorkQueue
{
    /// <summary>Name of this transport in spans.</summary>
    internal const string System = "servicebus";

    /// <inheritdoc/>
    /// <exception cref="PermanentFaultException">A message is larger than the queue's limit.</exception>
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
                        $"Message '{message.MessageId}' is larger than the limit of queue '{queue}', {batch.MaxSizeInBytes} bytes.");
                }
            }

            await sender.SendMessagesAsync(batch, cancellationToken);
        }
        finally
        {
            batch.Dispose();
        }
    }

    /// <summary>Creates a Service Bus message: JSON, the id that names the work, and the trace context under both of its names.</summary>
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
