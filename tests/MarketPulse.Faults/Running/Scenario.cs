namespace MarketPulse.Faults.Running;

/// <summary>A kind of fault, and what must hold in spite of it.</summary>
internal abstract class Scenario
{
    /// <summary>Name in the table and on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Runs the scenario.</summary>
    /// <param name="size">How much work it does.</param>
    /// <param name="report">Receives progress messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public abstract Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken);
}

/// <summary>How much work the scenarios do.</summary>
internal enum RunSize
{
    /// <summary>Minutes for all scenarios together: the size of the tests.</summary>
    Quick,

    /// <summary>About an hour.</summary>
    Full,
}

/// <summary>What a scenario did and found.</summary>
/// <param name="Tried">What was done to the pipeline, in numbers.</param>
/// <param name="Lost">One sentence for each thing that was lost, duplicated or wrong; empty when the promise held.</param>
internal sealed record Outcome(string Tried, IReadOnlyList<string> Lost);
