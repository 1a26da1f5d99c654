using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>Takes what a sender sends.</summary>
/// <param name="queue">Where it goes.</param>
/// <param name="interruptions">Interruptions of sends.</param>
internal sealed class IncomingLink(BrokerQueue queue, Interruptions interruptions) : LinkEndpoint
{
    /// <summary>Transfers that a sender may have under way.</summary>
    public const int Credit = 100;

    public override void OnMessage(MessageContext messageContext) =>
        interruptions.Run(
            BrokerOperation.Send, messageContext.Link, () => Take(messageContext.Message), error => Answer(messageContext, error));

    public override void OnFlow(FlowContext flowContext)
    {
        // Credit is the broker's to give on this link.
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
