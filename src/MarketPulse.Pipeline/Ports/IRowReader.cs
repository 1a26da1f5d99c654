using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Reads stored rows of any kind in the order of their keys, as those who publish them need it.</summary>
public interface IRowReader
{
    /// <summary>The rows that match, in the order of their stored keys. Memory stays flat however many there are.</summary>
    /// <typeparam name="T">The row type.</typeparam>
    IAsyncEnumerable<StoredRow<T>> ReadAsync<T>(RowQuery query, CancellationToken cancellationToken)
        where T : TableRow;
}

/// <summary>A row and where it is stored.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <param name="Position">Its place in the order of keys, opaque to readers: handed back as <see cref="RowQuery.After"/>, reading goes on behind it, whatever was written meanwhile.</param>
/// <param name="Row">The row.</param>
public readonly record struct StoredRow<T>(string Position, T Row)
    where T : TableRow;

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
