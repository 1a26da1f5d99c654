namespace MarketPulse.Pipeline.Messages;

/// <summary>A message and the id that names its work, by which a broker drops repeats.</summary>
/// <param name="Body">The message.</param>
/// <param name="MessageId">At most 128 characters.</param>
public sealed record OutgoingMessage(WorkMessage Body, string MessageId);
