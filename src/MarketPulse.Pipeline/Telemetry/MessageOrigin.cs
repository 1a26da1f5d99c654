namespace MarketPulse.Pipeline.Telemetry;

/// <summary>Where a message came from, as its span reports it.</summary>
/// <param name="System">Messaging system, e.g. <see cref="TracedWork.StorageQueues"/>.</param>
/// <param name="Queue">Name of the queue.</param>
/// <param name="MessageId">The message's id in the broker; null when it has none.</param>
/// <param name="Age">How long the message waited; null when unknown.</param>
public sealed record MessageOrigin(string System, string Queue, string? MessageId, TimeSpan? Age);
