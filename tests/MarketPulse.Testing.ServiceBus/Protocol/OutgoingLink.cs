using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>Sends the messages of a queue to a receiver and settles them as the receiver requests.</summary>
/// <param name="queue">The queue that the messages come from.</param>
/// <param name="link">The link to the receiver.</param>
/// <param name="interruptions">Interruptions of settlements.</param>
internal sealed class OutgoingLink(BrokerQueue queue, ListenerLink link, Interruptions interruptions) : LinkEndpoint, IMessageReceiver
{
    /// <summary>Condition with which the client dead-letters. The library rejects what a broken link held with other conditions.</summary>
    private static readonly Symbol DeadLetter = "com.microsoft:dead-letter";

    private int _credit;

    public int Credit => Volatile.Read(ref _credit);

    public bool TryDeliver(BrokerMessage message)
    {
        try
        {
            Interlocked.Decrement(ref _credit);
            link.SendMessage(MessageFormat.ToWire(message));
            return true;
        }
        catch (Exception e) when (e is AmqpException or ObjectDisposedException)
        {
            return false;
        }
    }

    public override void OnFlow(FlowContext flowContext)
    {
        // The library revokes all credit when a flow adds none, which is what a draining receiver requests.
        if (flowContext.Messages > 0)
        {
            Interlocked.Add(ref _credit, flowContext.Messages);
        }
        else
        {
            Interlocked.Exchange(ref _credit, 0);
        }

        if (link.IsDraining)
        {
            link.CompleteDrain();
        }

        queue.AddReceiver(this, Math.Max(0, flowContext.Messages));
    }

    public override void OnDisposition(DispositionContext dispositionContext)
    {
        // The library releases the deliveries of a link that is gone; in Service Bus, their locks remain valid.
        if (link.IsClosed)
        {
            return;
        }

        Message message = dispositionContext.Message;
        interruptions.Run(
            BrokerOperation.Settle,
            link,
            () => Settle(new Guid(message.DeliveryTag), dispositionContext.DeliveryState),
            outcome => link.DisposeMessage(message, outcome, settled: true));
    }

    public override void OnLinkClosed(ListenerLink closed, Error error) => queue.RemoveReceiver(this);

    private Outcome Settle(Guid lockToken, DeliveryState state)
    {
        bool? isSettled = state switch
        {
            Accepted => queue.TryComplete(lockToken),
            Released => queue.TryRelease(lockToken),
            Modified { UndeliverableHere: false } => queue.TryAbandon(lockToken),
            Rejected { Error: { } error } when DeadLetter.Equals(error.Condition) => queue.TryDeadLetter(
                lockToken, (error.Info ?? []).Select(property => KeyValuePair.Create(property.Key.ToString()!, property.Value))),
            _ => null,
        };
        return isSettled switch
        {
            true => new Accepted(),
            false => new Rejected { Error = Errors.MessageLockLost },
            null => new Rejected { Error = Errors.NotImplemented($"the outcome {state}") },
        };
    }
}
