using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>
/// Renews a message's lock after half its duration, for as long as the message is being processed. A failed renewal is retried after half
/// of the remaining time, until the lock has expired.
/// </summary>
internal sealed class LockRenewal : IAsyncDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _done = new();
    private readonly Task _renewing;

    private LockRenewal(ServiceBusReceivedMessage message, ServiceBusMessageActions actions, TimeProvider clock, ILogger logger) =>
        _renewing = RenewAsync(message, actions, clock, logger, _done.Token);

    /// <summary>Starts renewing; disposing stops.</summary>
    public static LockRenewal Start(
        ServiceBusReceivedMessage message, ServiceBusMessageActions actions, TimeProvider clock, ILogger logger) =>
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
        DateTimeOffset lockedUntil = message.LockedUntil;
        TimeSpan duration = lockedUntil - clock.GetUtcNow();
        try
        {
            while (true)
            {
                TimeSpan half = (lockedUntil - clock.GetUtcNow()) / 2;
                await Task.Delay(half > Shortest ? half : Shortest, clock, done);
                DateTimeOffset asked = clock.GetUtcNow();
                if (await TryRenewAsync(message, actions, logger, done))
                {
                    lockedUntil = asked + duration;
                }
                else if (clock.GetUtcNow() >= lockedUntil)
                {
                    break;
                }
            }
        }
        catch (Exception) when (done.IsCancellationRequested)
        {
            // Processing has ended, so a renewal in progress no longer matters.
            return;
        }

        // Another worker may now receive the message as well; the checks on table writes make that harmless.
        logger.LogWarning("The lock on message {MessageId} was lost; processing continues.", message.MessageId);
    }

    private static async Task<bool> TryRenewAsync(
        ServiceBusReceivedMessage message, ServiceBusMessageActions actions, ILogger logger, CancellationToken done)
    {
        try
        {
            await actions.RenewMessageLockAsync(message, done);
            return true;
        }
        catch (Exception e) when (!done.IsCancellationRequested)
        {
            logger.LogWarning(e, "The lock on message {MessageId} could not be renewed.", message.MessageId);
            return false;
        }
    }
}
