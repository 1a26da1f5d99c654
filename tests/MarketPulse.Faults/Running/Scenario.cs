namespace MarketPulse.Faults.Running;

/// <summary>One way in which things go wrong, and what must hold all the same.</summary>
internal abstract class Scenario
{
    /// <summary>Its name in the table and on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Goes through it.</summary>
    /// <param name="full">The long size, else the quick one.</param>
    /// <param name="report">Told how far it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public abstract Task<Outcome> RunAsync(bool full, Action<string> report, CancellationToken cancellationToken);
}

/// <summary>What a scenario did and found.</summary>
/// <param name="Tried">What was done to the pipeline, in numbers.</param>
/// <param name="Lost">One sentence for everything lost, doubled or wrong; empty when the promise held.</param>
internal sealed record Outcome(string Tried, IReadOnlyList<string> Lost);
