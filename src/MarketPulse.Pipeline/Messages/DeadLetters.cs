namespace MarketPulse.Pipeline.Messages;

/// <summary>Messages that were set aside because they can never succeed, or failed too often.</summary>
public interface IDeadLetters
{
    /// <summary>Sets a message aside, where the broker does not do so itself; the caller then removes it from its queue.</summary>
    Task AddAsync(DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>The dead letters of a queue, oldest first.</summary>
    IAsyncEnumerable<DeadLetter> ListAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Sends the named dead letters to their queue again, under an id of their own, and removes them here.</summary>
    /// <param name="queue">The queue they came from.</param>
    /// <param name="ids">Their ids; null for all.</param>
    /// <param name="cancellationToken">Stops between two letters; each is sent before it is removed, so none is lost.</param>
    /// <returns>How many were sent.</returns>
    Task<int> ReplayAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken);

    /// <summary>Removes the named dead letters for good.</summary>
    /// <param name="queue">The queue they came from.</param>
    /// <param name="ids">Their ids; null for all.</param>
    /// <param name="cancellationToken">Stops between two letters.</param>
    /// <returns>How many were removed.</returns>
    Task<int> DropAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken);
}

/// <summary>A message that was set aside, and why.</summary>
public sealed record DeadLetter
{
    /// <summary>Its id among the dead letters.</summary>
    public required string Id { get; init; }

    /// <summary>The queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The reason as a code, e.g. <c>not_json</c>, <c>too_many_deliveries</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>A sentence a person can act on.</summary>
    public required string Description { get; init; }

    /// <summary>The message's body as it was sent.</summary>
    public required string Body { get; init; }

    /// <summary>W3C trace context of its sender, if the body tells.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it was set aside; null when the broker did it without saying.</summary>
    public DateTimeOffset? FailedUtc { get; init; }

    /// <summary>How often it was delivered.</summary>
    public int Deliveries { get; init; }
}
