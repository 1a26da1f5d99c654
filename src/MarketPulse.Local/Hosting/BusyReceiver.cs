using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Local.Hosting;

/// <summary>
/// Counts the messages in progress. A worker that took too long may still be handling a message that another has taken off the queue; the
/// length of the queue does not show it.
/// </summary>
/// <param name="inner">Receives the messages.</param>
internal sealed class BusyReceiver(IWorkReceiver inner) : IWorkReceiver
{
    private int _inProgress;

    /// <summary>Number of messages in progress.</summary>
    public int InProgress => Volatile.Read(ref _inProgress);

    public Task RunAsync(string queue, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken) =>
        inner.RunAsync(queue, (delivery, token) => HandleAsync(handle, delivery, token), cancellationToken);

    public Task<long> CountAsync(string queue, CancellationToken cancellationToken) => inner.CountAsync(queue, cancellationToken);

    private async Task HandleAsync(
        Func<WorkDelivery, CancellationToken, Task> handle, WorkDelivery delivery, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inProgress);
        try
        {
            await handle(delivery, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inProgress);
        }
    }
}
