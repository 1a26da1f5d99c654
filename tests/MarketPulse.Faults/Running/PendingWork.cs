using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Running;

/// <summary>
/// Keeps track of the messages that were sent and not yet handled, so that a scenario can wait for a signal when none is left.
/// </summary>
internal sealed class PendingWork(IWorkQueue queue) : IWorkQueue
{
    /// <summary>Several times the longest measured scenario. A message that no step ever finishes must not stop the run forever.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly HashSet<(string Queue, string Body)> _pending = [];
    private readonly HashSet<(string Queue, string Body)> _handled = [];
    private readonly List<(Func<bool> IsMet, TaskCompletionSource Signal)> _waits = [];

    public async Task SendAsync(string queueName, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        await queue.SendAsync(queueName, messages, cancellationToken);
        foreach (OutgoingMessage message in messages)
        {
            Expect(queueName, message.Body.ToJson());
        }
    }

    /// <summary>Adds a message that was sent past this queue.</summary>
    public void Expect(string queueName, string body) => Change(() =>
    {
        // A receiver may be faster than the return of the call that sent the message.
        if (!_handled.Contains((queueName, body)))
        {
            _pending.Add((queueName, body));
        }
    });

    /// <summary>Completes when so many different messages have been handled.</summary>
    public Task WhenHandledAsync(int count, CancellationToken cancellationToken) =>
        WhenAsync(() => _handled.Count >= count, cancellationToken);

    /// <summary>
    /// Handles messages until all that were sent, and all that handling them sends, have been handled or dead-lettered at once.
    /// </summary>
    /// <exception cref="TimeoutException">Some message was not handled in time.</exception>
    public async Task PumpAsync(QueuedSteps steps, IWorkReceiver receiver, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pump = steps.PumpAsync(new Receiver(this, receiver), stop.Token);
        try
        {
            await await Task.WhenAny(WhenAsync(() => _pending.Count == 0, cancellationToken), pump);
        }
        finally
        {
            // Messages whose step has returned are settled before the pump ends.
            await stop.CancelAsync();
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WhenAsync(Func<bool> isMet, CancellationToken cancellationToken)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Change(() => _waits.Add((isMet, signal)));
        await signal.Task.WaitAsync(Limit, cancellationToken);
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            foreach ((_, TaskCompletionSource signal) in _waits.Where(wait => wait.IsMet()))
            {
                signal.TrySetResult();
            }
        }
    }

    private async Task HandleAsync(
        WorkDelivery delivery, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        try
        {
            await handle(delivery, cancellationToken);
        }
        catch (PermanentFaultException)
        {
            Handled(delivery);
            throw;
        }

        Handled(delivery);
    }

    private void Handled(WorkDelivery delivery) => Change(() =>
    {
        _handled.Add((delivery.Queue, delivery.Body));
        _pending.Remove((delivery.Queue, delivery.Body));
    });

    private sealed class Receiver(PendingWork pending, IWorkReceiver inner) : IWorkReceiver
    {
        public Task RunAsync(string queue, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken) =>
            inner.RunAsync(queue, (delivery, token) => pending.HandleAsync(delivery, handle, token), cancellationToken);

        public Task<long> CountAsync(string queue, CancellationToken cancellationToken) => inner.CountAsync(queue, cancellationToken);
    }
}

/// <summary>Registers <see cref="PendingWork"/>.</summary>
internal static class PendingWorkServices
{
    /// <summary>Has <see cref="PendingWork"/> keep track of what is sent to the queue registered before.</summary>
    public static IServiceCollection TrackPendingWork(this IServiceCollection services)
    {
        ServiceDescriptor queue = services.Last(service => service.ServiceType == typeof(IWorkQueue));
        services.AddSingleton(provider => new PendingWork((IWorkQueue)(
            queue.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, queue.ImplementationType!))));
        return services.AddSingleton<IWorkQueue>(provider => provider.GetRequiredService<PendingWork>());
    }
}
