using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tests.Profiles;

/// <summary>A queue that keeps what is sent to <c>profiles</c>.</summary>
internal sealed class SentMessages : IWorkQueue
{
    private readonly List<WorkMessage> _messages = [];

    /// <summary>Takes all messages, in the order in which they were sent.</summary>
    public List<WorkMessage> TakeAll()
    {
        List<WorkMessage> taken = [.. _messages];
        _messages.Clear();
        return taken;
    }

    public Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        if (queue == QueueNames.Profiles)
        {
            _messages.AddRange(messages.Select(message => message.Body));
        }

        return Task.CompletedTask;
    }
}
