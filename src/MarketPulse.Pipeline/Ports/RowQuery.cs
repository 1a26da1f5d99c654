using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Which rows to read; null means any.</summary>
public sealed record RowQuery
{
    /// <summary>Table to read, when it is not the row type's own but a copy under other keys.</summary>
    public string? Table { get; init; }

    /// <summary>First partition, inclusive.</summary>
    public string? FirstPartition { get; init; }

    /// <summary>Last partition, inclusive.</summary>
    public string? LastPartition { get; init; }

    /// <summary>First row key, inclusive, in every partition.</summary>
    public string? FirstRow { get; init; }

    /// <summary>The row key to stop before, in every partition.</summary>
    public string? EndRow { get; init; }

    /// <summary>Only rows behind this position.</summary>
    public string? After { get; init; }

    /// <summary>What columns must hold, all of it.</summary>
    public IReadOnlyList<ColumnCondition> Conditions { get; init; } = [];
}
