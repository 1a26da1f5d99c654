using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>A table whose changes are marked.</summary>
/// <param name="Marks">The marks of all tables.</param>
/// <param name="Name">Name of the table, without the prefix of the storage.</param>
internal sealed record MarkedTable(TableChangeMarks Marks, string Name)
{
    /// <inheritdoc cref="TableChangeMarks.AddAsync"/>
    public Task AddAsync(IEnumerable<IReadOnlyList<TableTransactionAction>> batches, CancellationToken cancellationToken) =>
        Marks.AddAsync(Name, batches, cancellationToken);

    /// <inheritdoc cref="TableChangeMarks.MarkAsync(string, IReadOnlyList{TableTransactionAction}, CancellationToken)"/>
    public Task MarkAsync(IReadOnlyList<TableTransactionAction> batch, CancellationToken cancellationToken) =>
        Marks.MarkAsync(Name, batch, cancellationToken);
}
