namespace MarketPulse.Pipeline.Messages;

/// <summary>A message to send, with the id by which a broker detects duplicates.</summary>
/// <param name="Body">The work to do.</param>
/// <param name="MessageId">Id of the work, at most 128 characters.</param>
public sealed record OutgoingMessage(WorkMessage Body, string MessageId);
