using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Storage.Tables;

/// <summary>Reads and writes the rows of one table, in batches within Azure's limits, several at once.</summary>
/// <param name="client">The table.</param>
/// <param name="options">How many requests are sent at once.</param>
/// <param name="marks">Marks a partition as changed before a batch of it is written; null for a table whose changes are not marked.</param>
internal sealed class TableRows(TableClient client, StorageOptions options, MarkedTable? marks) : ITableWriter
{
    private const int MaxAttempts = 20;

    /// <summary>Batches from which on their marks are written together: most of them are new then, as when years are filled in.</summary>
    private const int ManyBatches = 8;

    /// <inheritdoc/>
    public string Name => client.Name;

    /// <summary>Reads the rows that match a filter.</summary>
    public IAsyncEnumerable<TableEntity> QueryAsync(string filter, IEnumerable<string>? select, CancellationToken cancellationToken) =>
        client.QueryAsync<TableEntity>(filter, select: select, cancellationToken: cancellationToken);

    /// <summary>Like <see cref="QueryAsync"/>, but requests the next page while the caller processes the last.</summary>
    public async IAsyncEnumerable<TableEntity> QueryAheadAsync(
        string filter, IEnumerable<string>? select, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<Page<TableEntity>> pages = client
            .QueryAsync<TableEntity>(filter, select: select, cancellationToken: cancellationToken)
            .AsPages().GetAsyncEnumerator(cancellationToken);
        Task<bool> next = pages.MoveNextAsync().AsTask();
        try
        {
            while (await next)
            {
                Page<TableEntity> page = pages.Current;
                next = pages.MoveNextAsync().AsTask();
                foreach (TableEntity entity in page.Values)
                {
                    yield return entity;
                }
            }
        }
        finally
        {
            // When the caller stops early, the pending request must end before the enumerator is disposed.
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Reads the rows of an event whose keys continue <paramref name="keyStart"/>: its id, alone or with a symbol.</summary>
    public IAsyncEnumerable<TableEntity> QueryEventAsync(
        string keyStart, IEnumerable<string>? select, CancellationToken cancellationToken) =>
        RowKeys.Partition(keyStart) is { } partition
            ? QueryAsync(TableFilter.And(TableFilter.Partition(partition), TableFilter.RowsOf(keyStart + "|")), select, cancellationToken)
            : AsyncEnumerable.Empty<TableEntity>();

    /// <summary>Reads a row. Returns null when it does not exist.</summary>
    public async Task<TableEntity?> FindAsync(
        string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> response = await client.GetEntityIfExistsAsync<TableEntity>(
            TableKey.Encode(partitionKey), TableKey.Encode(rowKey), select, cancellationToken);
        return response.HasValue ? response.Value : null;
    }

    /// <summary>Reads the keys of the first row that matches a filter. Returns null when there is none.</summary>
    public async Task<TableEntity?> FirstAsync(string filter, CancellationToken cancellationToken) => await client
        .QueryAsync<TableEntity>(filter, maxPerPage: 1, [ColumnNames.PartitionKey, ColumnNames.RowKey], cancellationToken)
        .FirstOrDefaultAsync(cancellationToken);

    /// <summary>Adds a row.</summary>
    /// <returns>False when a row with the same key exists.</returns>
    /// <exception cref="IOException">The service refused the row during every attempt although none with the same key exists.</exception>
    public Task<bool> TryAddAsync(TableEntity entity, CancellationToken cancellationToken)
    {
        TableLimits.Check(Name, entity);
        return TrySubmitAloneAsync(new TableTransactionAction(TableTransactionActionType.Add, entity), cancellationToken);
    }

    /// <summary>Replaces a row that was read, or adds it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="version">ETag of the row as it was read; null to add it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The row's new ETag; null when it is not as it was read, and nothing is written then.</returns>
    public async Task<string?> TryPutAsync(TableEntity row, string? version, CancellationToken cancellationToken)
    {
        TableLimits.Check(Name, row);
        try
        {
            Response response = version is null
                ? await client.AddEntityAsync(row, cancellationToken)
                : await client.UpdateEntityAsync(row, new ETag(version), TableUpdateMode.Replace, cancellationToken);
            return response.Headers.ETag?.ToString();
        }
        catch (RequestFailedException e) when (IsRowConflict(e))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A batch is not written at all when one of its rows is not in the state that its action requires.</remarks>
    public async Task<IReadOnlyCollection<TableTransactionAction>> TryWriteAsync(
        IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<TableTransactionAction>> batches = [.. TableBatches.Split(Name, actions)];
        if (batches.Count == 1)
        {
            return await TrySubmitAsync(batches[0], cancellationToken) ? [] : batches[0];
        }

        if (marks is not null && batches.Count >= ManyBatches)
        {
            await marks.AddAsync(batches, cancellationToken);
        }

        var undone = new ConcurrentBag<TableTransactionAction>();
        await Parallel.ForEachAsync(
            batches,
            options.Parallel(cancellationToken),
            async (batch, token) =>
            {
                if (!await TrySubmitAsync(batch, token))
                {
                    foreach (TableTransactionAction action in batch)
                    {
                        undone.Add(action);
                    }
                }
            });
        return undone;
    }

    /// <summary>Writes rows regardless of what is stored.</summary>
    public async Task WriteAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var undone = new List<TableTransactionAction>();
        foreach (TableTransactionAction action in await TryWriteAsync(actions, cancellationToken))
        {
            // One by one, so that a row which has already been deleted, perhaps by this very call whose response was lost, does not prevent
            // the others.
            if (!await TrySubmitAloneAsync(action, cancellationToken) && action.ActionType != TableTransactionActionType.Delete)
            {
                undone.Add(action);
            }
        }

        if (undone.Count > 0)
        {
            TableEntity first = (TableEntity)undone[0].Entity;
            throw new InvalidOperationException(
                $"{undone.Count} rows of table {Name} were not written because others changed or deleted them, "
                + $"among them '{first.PartitionKey}' / '{first.RowKey}'.");
        }
    }

    /// <summary>Replaces rows as far as they exist.</summary>
    public async Task ReplaceExistingAsync(IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        IEnumerable<TableTransactionAction> replacements = rows.Select(
            row => new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, ETag.All));
        foreach (TableTransactionAction undone in await TryWriteAsync(replacements, cancellationToken))
        {
            // Alone, so that a row that is gone does not keep the others of its batch from being written.
            await TrySubmitAloneAsync(undone, cancellationToken);
        }
    }

    /// <summary>Deletes all rows that match, including those that others delete or change in the meantime.</summary>
    public async Task DeleteAsync(string filter, CancellationToken cancellationToken)
    {
        while (true)
        {
            List<TableTransactionAction> actions = [];
            await foreach (TableEntity entity in QueryAsync(filter, [ColumnNames.PartitionKey, ColumnNames.RowKey], cancellationToken))
            {
                actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, entity, ETag.All));
            }

            if (actions.Count == 0 || (await TryWriteAsync(actions, cancellationToken)).Count == 0)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Writes a row whatever its version. A refusal alone does not say why, so the row is looked up: callers take an added row that is
    /// refused for stored, and a changed or deleted one for gone.
    /// </summary>
    /// <returns>False when a row to add exists, or one to change or delete does not.</returns>
    private async Task<bool> TrySubmitAloneAsync(TableTransactionAction action, CancellationToken cancellationToken)
    {
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await TrySubmitAsync([action], cancellationToken))
            {
                return true;
            }

            bool exists = (await client.GetEntityIfExistsAsync<TableEntity>(
                action.Entity.PartitionKey, action.Entity.RowKey, [ColumnNames.RowKey], cancellationToken)).HasValue;
            if (exists == (action.ActionType == TableTransactionActionType.Add))
            {
                return false;
            }
        }

        throw new IOException(
            $"Row '{action.Entity.PartitionKey}' / '{action.Entity.RowKey}' of table {Name} was refused during {MaxAttempts} attempts to "
            + "write it; try again later.");
    }

    private async Task<bool> TrySubmitAsync(IReadOnlyList<TableTransactionAction> batch, CancellationToken cancellationToken)
    {
        if (marks is not null)
        {
            await marks.MarkAsync(batch, cancellationToken);
        }

        try
        {
            await client.SubmitTransactionAsync(batch, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (IsRowConflict(e))
        {
            return false;
        }
    }

    // The error code matters, because 409 and 404 are also returned for a table that is missing or being deleted.
    private static bool IsRowConflict(RequestFailedException e) =>
        e.Status == (int)HttpStatusCode.PreconditionFailed
        || e.ErrorCode == TableErrorCode.EntityAlreadyExists.ToString()
        || e.ErrorCode == TableErrorCode.ResourceNotFound.ToString()
        || e.ErrorCode == TableErrorCode.EntityNotFound.ToString()
        || e.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied.ToString();
}
