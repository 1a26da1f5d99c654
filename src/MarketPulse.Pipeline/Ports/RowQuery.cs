using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Which rows to read; null means any.</summary>
public sealed record RowQuery
{
    /// <summary>Table to read, if it is a copy under other keys rather than the row type's own table.</summary>
    public string? Table { get; init; }

    /// <summary>First partition, inclusive.</summary>
    public string? FirstPartition { get; init; }

    /// <summary>Last partition, inclusive.</summary>
    public string? LastPartition { get; init; }

    /// <summary>First row key, inclusive, in every partition.</summary>
    public string? FirstRow { get; init; }

    /// <summary>Last row key, exclusive, in every partition.</summary>
    public string? EndRow { get; init; }

    /// <summary>Only rows after this <see cref="StoredRow{T}.Position"/>.</summary>
    public string? After { get; init; }

    /// <summary>
    /// The columns to read; null for all. The others have default values in the rows that are returned, unless the store reads them anyway.
    /// Conditions may be on other columns. Computed columns need those from which they are computed.
    /// </summary>
    public IReadOnlyList<RowColumn>? Columns { get; init; }

    /// <summary>Conditions on columns, all of which must hold.</summary>
    public IReadOnlyList<ColumnCondition> Conditions { get; init; } = [];
}
