namespace MarketPulse.Feeds.Tests;

/// <summary>For tests that measure the allocations of the whole process: no other test runs at the same time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
