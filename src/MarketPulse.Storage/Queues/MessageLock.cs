using System.Net;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Storage.Queues;

/// <summary>Keeps a message hidden from other receivers while it is handled, and settles it.</summary>
internal sealed class MessageLock : IAsyncDisposable
{
    private readonly QueueClient _client;
    private readonly QueueMessage _message;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;
    private string _receipt;

    public MessageLock(QueueClient client, QueueMessage message, TimeSpan duration, TimeProvider clock, ILogger logger)
    {
        _client = client;
        _message = message;
        _duration = duration;
        _clock = clock;
        _logger = logger;
        _receipt = message.PopReceipt;
        _renewing = RenewAsync();
    }

    /// <summary>
    /// Deletes the message. A message that is already gone, perhaps by a request whose response was lost, counts as deleted.
    /// </summary>
    public async Task DeleteAsync()
    {
        await StopRenewingAsync();
        try
        {
            await _client.DeleteMessageAsync(_message.MessageId, _receipt);
        }
        catch (RequestFailedException e)
            when (e.Status == (int)HttpStatusCode.NotFound && e.ErrorCode == QueueErrorCode.MessageNotFound.ToString())
        {
            _logger.LogDebug("Message {MessageId} has been deleted already.", _message.MessageId);
        }
    }

    /// <summary>Makes the message visible to receivers again after <paramref name="delay"/>.</summary>
    public async Task ReleaseAsync(TimeSpan delay)
    {
        await StopRenewingAsync();
        await _client.UpdateMessageAsync(_message.MessageId, _receipt, (string?)null, delay);
    }

    public async ValueTask DisposeAsync()
    {
        await StopRenewingAsync();
        _stop.Dispose();
    }

    private async Task StopRenewingAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
    }

    private async Task RenewAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_duration / 3, _clock, _stop.Token);

                // Must not be cancelled: the response contains the receipt that settling the message needs.
                UpdateReceipt renewed = await _client.UpdateMessageAsync(_message.MessageId, _receipt, (string?)null, _duration);
                _receipt = renewed.PopReceipt;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (StorageFault.Is(e, _stop.Token))
            {
                _logger.LogWarning(e, "Message {MessageId} could not be kept hidden; another receiver may take it.", _message.MessageId);
            }
        }
    }
}
