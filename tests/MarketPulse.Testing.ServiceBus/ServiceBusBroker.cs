using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amqp;
using Amqp.Listener;
using Amqp.Sasl;
using Amqp.Types;
using MarketPulse.Testing.ServiceBus.Protocol;

namespace MarketPulse.Testing.ServiceBus;

/// <summary>
/// A Service Bus namespace on a free loopback port, for tests with the real client: queues with duplicate detection, locks, delivery
/// counts, scheduled messages and dead letters, over AMQP 1.0. It has no sessions, topics, transactions or deferred messages, and accepts
/// any key. An operation that it does not implement is rejected with an error that names it.
/// </summary>
/// <remarks>Time comes only from the given clock. Nothing is stored on disk; a restart keeps queues and locks.</remarks>
public sealed class ServiceBusBroker : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Dictionary<string, BrokerQueue> _queues = new(StringComparer.OrdinalIgnoreCase);
    private readonly Interruptions _interruptions = new();
    private readonly Socket _port;
    private TaskCompletionSource _changed = NewSignal();
    private ContainerHost? _host;
    private ConnectionHandler _connections = new();
    private LinkProcessor? _links;

    /// <summary>Starts a broker with the named queues.</summary>
    /// <param name="clock">Current time, for locks, schedules and the duplicate-detection window.</param>
    /// <param name="options">How the queues behave.</param>
    /// <param name="queues">Names of the queues.</param>
    public ServiceBusBroker(TimeProvider clock, QueueOptions options, params IReadOnlyList<string> queues)
    {
        ArgumentNullException.ThrowIfNull(queues);
        foreach (BrokerQueue queue in queues.Select(name => new BrokerQueue(name, options, clock, SignalChange)))
        {
            _queues.Add(queue.Name, queue);
            _queues.Add(queue.DeadLetters!.Name, queue.DeadLetters);
        }

        _port = ReservePort();
        Start();
    }

    /// <summary>Connection string for clients, like that of the Service Bus emulator.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"Endpoint=sb://localhost:{Port};SharedAccessKeyName=test;SharedAccessKey=test;UseDevelopmentEmulator=true");

    private int Port => ((IPEndPoint)_port.LocalEndPoint!).Port;

    /// <summary>The queue with that name.</summary>
    public BrokerQueue this[string queue] => _queues[queue];

    /// <summary>Listens again, after <see cref="Stop"/>.</summary>
    public void Start()
    {
        if (_host is not null)
        {
            return;
        }

        _connections = new ConnectionHandler();
        _links = new LinkProcessor(_queues, _interruptions);
        _host = new ContainerHost(new Address("127.0.0.1", Port, scheme: "AMQP"));
        _host.RegisterLinkProcessor(_links);
        _host.RegisterRequestProcessor(TokenNode.Address, new TokenNode());
        foreach (BrokerQueue queue in _queues.Values)
        {
            _host.RegisterRequestProcessor(queue.Name + ManagementNode.AddressSuffix, new ManagementNode(queue, _interruptions));
        }

        ConnectionListener listener = _host.Listeners.Single();
        listener.HandlerFactory = _ => _connections;
        listener.SASL.EnableMechanism(new Symbol("MSSBCBS"), SaslProfile.Anonymous);
        _host.Open();
    }

    /// <summary>Cuts all connections and refuses new ones.</summary>
    public void Stop()
    {
        _connections.Cut();
        _host?.Close();
        _host = null;
    }

    /// <summary>Stops and restarts the broker.</summary>
    public void Restart()
    {
        Stop();
        Start();
    }

    /// <summary>Cuts all connections; clients may connect again at once.</summary>
    public void CutConnections() => _connections.Cut();

    /// <summary>Detaches all links from queues; connections stay open.</summary>
    public void DetachLinks() => _links?.Detach();

    /// <summary>Interrupts the next operation of that kind by any client. Several interruptions happen in the order requested.</summary>
    /// <returns>A task that completes when the interruption has happened, and fails if that takes longer than 20 seconds.</returns>
    public Task InterruptNext(BrokerOperation operation, Interruption interruption) =>
        _interruptions.Add(operation, interruption).WaitAsync(Patience);

    /// <summary>Waits until a condition on the queues holds.</summary>
    /// <param name="condition">Evaluated after every change to a queue.</param>
    /// <param name="what">The condition in words, for the message of the exception.</param>
    /// <exception cref="TimeoutException">The condition did not hold within 20 seconds.</exception>
    public async Task WaitUntilAsync(Func<bool> condition, string what)
    {
        ArgumentNullException.ThrowIfNull(condition);
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            Task changed = Volatile.Read(ref _changed).Task;
            if (condition())
            {
                return;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"The broker waited in vain for {Patience.TotalSeconds:F0} seconds until {what}.", e);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        foreach (BrokerQueue queue in _queues.Values)
        {
            queue.Dispose();
        }

        _port.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void SignalChange() => Interlocked.Exchange(ref _changed, NewSignal()).SetResult();

    /// <summary>A socket that reserves a free port without listening, so that this broker keeps its port while it is stopped.</summary>
    private static Socket ReservePort()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        return socket;
    }
}
