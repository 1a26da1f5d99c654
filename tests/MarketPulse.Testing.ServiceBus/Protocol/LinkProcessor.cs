using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>Attaches links to the queues that they name.</summary>
/// <param name="queues">The queues and their dead-letter queues, by path.</param>
/// <param name="interruptions">Interruptions of operations on the links.</param>
internal sealed class LinkProcessor(IReadOnlyDictionary<string, BrokerQueue> queues, Interruptions interruptions) : ILinkProcessor
{
    private readonly ConcurrentDictionary<ListenerLink, BrokerQueue> _links = new();

    public void Process(AttachContext attachContext)
    {
        ListenerLink link = attachContext.Link;
        Attach attach = attachContext.Attach;
        bool isReceiver = attach.Role;
        string address = isReceiver ? ((Source)attach.Source).Address : ((Target)attach.Target).Address;
        if (!queues.TryGetValue(address.TrimStart('/'), out BrokerQueue? queue))
        {
            attachContext.Complete(Errors.NotFound(address));
            return;
        }

        if (isReceiver && attach.SndSettleMode == SenderSettleMode.Settled)
        {
            attachContext.Complete(Errors.NotImplemented("receiving without locks"));
            return;
        }

        _links[link] = queue;
        link.AddClosedCallback((_, _) => _links.TryRemove(link, out BrokerQueue? _));
        if (isReceiver)
        {
            attachContext.Complete(new OutgoingLink(queue, link, interruptions), initialCredit: 0);
        }
        else
        {
            attach.MaxMessageSize = (ulong)queue.MaxMessageBytes;
            attachContext.Complete(new IncomingLink(queue, interruptions), IncomingLink.Credit);
        }
    }

    /// <summary>Detaches every link, as Service Bus does with idle links.</summary>
    public void Detach()
    {
        foreach (ListenerLink link in _links.Keys)
        {
            link.Close(TimeSpan.Zero, Errors.LinkDetached);
        }
    }
}
