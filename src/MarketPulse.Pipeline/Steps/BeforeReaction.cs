namespace MarketPulse.Pipeline.Steps;

/// <summary>What is done for a new event before the market has reacted to it.</summary>
/// <param name="Analogues">Finds the past events most similar to it.</param>
/// <param name="Forecasts">Locks the forecast for it.</param>
public sealed record BeforeReaction(FindAnalogues Analogues, LockForecast Forecasts);
