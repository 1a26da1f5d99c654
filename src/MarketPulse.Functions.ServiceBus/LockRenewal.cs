using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>Renews a message's lock at half its time, for as long as the work on it goes on.</summary>
internal sealed class LockRenewal : IAsyncDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _done = new();
    private readonly Task _renewing;

    private LockRenewal(ServiceBusReceivedMessage message, ServiceBusMessageActions actions, TimeProvider clock, ILogger logger) =>
        _renewing = RenewAsync(message, actions, clock, logger, _done.Token);

    /// <summary>Starts renewing; disposing stops.</summary>
    public static LockRenewal Start(ServiceBusReceivedMessage message, ServiceBusMessageActions actions, TimeProvider clock, ILogger logger) =>
        new(message, actions, clock, logger);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _renewing;
        _done.Dispose();
    }

    private static async Task RenewAsync(
        ServiceBusReceivedMessage message, ServiceBusMessageActions actions, TimeProvider clock, ILogger logger, CancellationToken done)
    {
        TimeSpan half = (message.LockedUntil - clock.GetUtcNow()) / 2;
        using var timer = new PeriodicTimer(half > Shortest ? half : Shortest, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                await actions.RenewMessageLockAsync(message, done);
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The work is done.
        }
        catch (Exception e)
        {
            // Another worker may now take the message up as well; the tables' own guards keep that harmless.
            logger.LogWarning(e, "The lock of message {MessageId} could not be renewed.", message.MessageId);
        }
    }
}
