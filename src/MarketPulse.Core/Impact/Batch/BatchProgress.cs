namespace MarketPulse.Core.Impact.Batch;

/// <summary>Progress of a batch.</summary>
/// <param name="Done">Number of units finished.</param>
/// <param name="Total">Number of units in the batch.</param>
/// <param name="Unit">What is counted: instruments or events.</param>
public readonly record struct BatchProgress(int Done, int Total, string Unit);
