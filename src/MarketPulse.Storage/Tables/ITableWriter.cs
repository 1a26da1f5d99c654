using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>Writes rows of one table in transactions.</summary>
internal interface ITableWriter
{
    /// <summary>Name of the table.</summary>
    string Name { get; }

    /// <summary>Writes rows, each batch in one transaction.</summary>
    /// <returns>
    /// The actions that were not carried out, because a stored row is not in the state that an action of the batch requires. The caller
    /// must read and decide again.
    /// </returns>
    Task<IReadOnlyCollection<TableTransactionAction>> TryWriteAsync(
        IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken);
}
