using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>Receives the transfers of a sender.</summary>
/// <param name="queue">The queue that the messages go to.</param>
/// <param name="interruptions">Interruptions of sends.</param>
internal sealed class IncomingLink(BrokerQueue queue, Interruptions interruptions) : LinkEndpoint
{
    /// <summary>Number of transfers that a sender may have in progress.</summary>
    public const int Credit = 100;

    public override void OnMessage(MessageContext messageContext) =>
        interruptions.Run(
            BrokerOperation.Send, messageContext.Link, () => Take(messageContext.Message), error => Answer(messageContext, error));

    public override void OnFlow(FlowContext flowContext)
    {
        // Only the broker grants credit on this link.
    }

    public override void OnDisposition(DispositionContext dispositionContext)
    {
        // Senders settle nothing.
    }

    private static void Answer(MessageContext messageContext, Error? error)
    {
        if (error is null)
        {
            messageContext.Complete();
        }
        else
        {
            messageContext.Complete(error);
        }
    }

    private Error? Take(Message transfer)
    {
        IReadOnlyList<BrokerMessage> messages = MessageFormat.Read(transfer);
        if (messages.Sum(message => message.Encoded.Length) > queue.MaxMessageBytes)
        {
            return Errors.MessageSizeExceeded;
        }

        queue.Enqueue(messages);
        return null;
    }
}
