using Amqp.Listener;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>Takes what a sender sends.</summary>
/// <param name="queue">Where it goes.</param>
/// <param name="interruptions">Interruptions of sends.</param>
internal sealed class IncomingLink(BrokerQueue queue, Interruptions interruptions) : LinkEndpoint
{
    /// <summary>Transfers that a sender may have under way.</summary>
    public const int Credit = 100;

    public override void OnMessage(MessageContext messageContext) => interruptions.Run(
        BrokerOperation.Send,
        messageContext.Link,
        () =>
        {
            queue.Enqueue(MessageFormat.Read(messageContext.Message));
            return true;
        },
        _ => messageContext.Complete());

    public override void OnFlow(FlowContext flowContext)
    {
        // Credit is the broker's to give on this link.
    }

    public override void OnDisposition(DispositionContext dispositionContext)
    {
        // Senders settle nothing.
    }
}
