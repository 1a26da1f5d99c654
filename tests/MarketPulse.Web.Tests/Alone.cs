namespace MarketPulse.Web.Tests;

/// <summary>For tests that measure the memory of the whole process: no other tests run at the same time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
