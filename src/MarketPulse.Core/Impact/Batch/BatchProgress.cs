namespace MarketPulse.Core.Impact.Batch;

/// <summary>How far a batch has come.</summary>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units there are.</param>
/// <param name="Unit">What is counted: instruments or events.</param>
public readonly record struct BatchProgress(int Done, int Total, string Unit);
