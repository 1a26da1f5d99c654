using MarketPulse.Core.Events;

namespace MarketPulse.Pipeline.Ports;

/// <summary>A change of an event's row.</summary>
/// <param name="Row">The row to store.</param>
/// <param name="Before">The row from which the change was computed; null when there was none.</param>
public sealed record EventUpdate(TradeEvent Row, TradeEvent? Before);
