namespace MarketPulse.Pipeline.Ports;

/// <summary>
/// A run worked from facts of which some have been overtaken and others not: neither its rows nor the stored ones are the fresher ones. The work is to be
/// done again from what is stored now; a queue delivers it again by itself.
/// </summary>
/// <param name="message">Which row, and what was found there.</param>
public sealed class StaleRunException(string message) : Exception(message);
