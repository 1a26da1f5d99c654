using System.Collections.Concurrent;
using System.Net.Sockets;
using Amqp;
using Amqp.Handler;
using Amqp.Listener;
using Amqp.Types;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>Keeps the socket of each connection, so that it can be cut, and tags each delivery with its lock token.</summary>
internal sealed class ConnectionHandler : IHandler
{
    private const string SocketProperty = "socket";
    private readonly ConcurrentBag<Socket> _sockets = [];

    public bool CanHandle(EventId id) => id is EventId.SocketAccept or EventId.ConnectionAccept or EventId.SendDelivery;

    public void Handle(Event protocolEvent)
    {
        switch (protocolEvent.Id)
        {
            case EventId.SocketAccept:
                _sockets.Add((Socket)protocolEvent.Context);
                break;
            case EventId.ConnectionAccept:
                ((ListenerConnection)protocolEvent.Connection).Properties[SocketProperty] = protocolEvent.Context;
                break;
            case EventId.SendDelivery when protocolEvent.Context is IDelivery { Message.DeliveryAnnotations: { } annotations } delivery:
                delivery.Tag = ((Guid)annotations[new Symbol(MessageFormat.LockTokenAnnotation)]).ToByteArray();
                break;
        }
    }

    /// <summary>Cuts every connection without notice, like a network failure.</summary>
    public void Cut()
    {
        foreach (Socket socket in _sockets)
        {
            Cut(socket);
        }
    }

    /// <summary>Cuts the connection of a link.</summary>
    public static void Cut(Link link) => Cut((Socket)((ListenerConnection)link.Session.Connection).Properties[SocketProperty]);

    private static void Cut(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }
}
