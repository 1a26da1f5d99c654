namespace MarketPulse.Pipeline.Ports;

/// <summary>
/// A run used inputs of which some are newer and others older than those of the stored row, so neither result is the more recent one. The
/// work must be done again from current data; a queue redelivers its message automatically.
/// </summary>
/// <param name="message">Names the row and describes the conflict.</param>
public sealed class StaleRunException(string message) : Exception(message);
