namespace MarketPulse.Core.Contract;

/// <summary>The keys and columns that all stored rows have.</summary>
public abstract record TableRow
{
    /// <summary>The first part of the row's key; rows with the same partition key can be written in one transaction.</summary>
    public abstract string PartitionKey { get; }

    /// <summary>The second part of the row's key, unique and ordered within its partition.</summary>
    public abstract string RowKey { get; }

    /// <summary>Version of the table's shape; raised when a column changes its meaning.</summary>
    [Column("schemaversion", Example = "1")]
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Version of the code that computed the row.</summary>
    [Column("engineversion", Example = "0.1.0")]
    public string EngineVersion { get; init; } = Contract.EngineVersion.Current;

    /// <summary>When the row was last written; use it for incremental refresh.</summary>
    [Column("modifiedutc", Unit = "utc", Example = "2025-06-02T12:05:00Z")]
    public DateTimeOffset ModifiedUtc { get; init; }
}
