using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace MarketPulse.Storage.Tables;

/// <summary>One table: reads by filter, writes in guarded batches, several at once.</summary>
internal sealed class TableRows(TableClient client, StorageOptions options)
{
    public string Name => client.Name;

    public IAsyncEnumerable<TableEntity> QueryAsync(string filter, IEnumerable<string>? select, CancellationToken cancellationToken) =>
        client.QueryAsync<TableEntity>(filter, select: select, cancellationToken: cancellationToken);

    /// <summary>Like <see cref="QueryAsync"/>, but fetches the next page while the reader is busy with the last.</summary>
    public async IAsyncEnumerable<TableEntity> QueryAheadAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<Page<TableEntity>> pages =
            client.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).AsPages().GetAsyncEnumerator(cancellationToken);
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
            // A reader that stops early still waits for the page under way, which nothing else may touch meanwhile.
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>The row; null when it does not exist.</summary>
    public async Task<TableEntity?> FindAsync(string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> response = await client.GetEntityIfExistsAsync<TableEntity>(
            TableKey.Encode(partitionKey), TableKey.Encode(rowKey), select, cancellationToken);
        return response.HasValue ? response.Value : null;
    }

    /// <summary>Adds a row.</summary>
    /// <returns>False when a row of that key is there already.</returns>
    public async Task<bool> TryAddAsync(TableEntity entity, CancellationToken cancellationToken) =>
        (await TryWriteAsync([new TableTransactionAction(TableTransactionActionType.Add, entity)], cancellationToken)).Count == 0;

    /// <summary>Writes, each batch as one transaction. A batch one of whose rows is not in the state its action demands is left undone as a whole.</summary>
    /// <returns>The actions of the batches left undone; the caller reads again and decides anew.</returns>
    public async Task<IReadOnlyCollection<TableTransactionAction>> TryWriteAsync(
        IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<TableTransactionAction>> batches = [.. TableBatches.Cut(Name, actions)];
        if (batches.Count == 1)
        {
            return await TrySubmitAsync(batches[0], cancellationToken) ? [] : batches[0];
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

    /// <summary>Writes actions that demand nothing of the stored rows.</summary>
    public async Task WriteAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var undone = new List<TableTransactionAction>();
        foreach (TableTransactionAction action in await TryWriteAsync(actions, cancellationToken))
        {
            // One by one: a row that is to be deleted and is gone, perhaps by this very call whose answer was lost, stops no other.
            if (!await TrySubmitAsync([action], cancellationToken) && action.ActionType != TableTransactionActionType.Delete)
            {
                undone.Add(action);
            }
        }

        if (undone.Count > 0)
        {
            TableEntity first = (TableEntity)undone[0].Entity;
            throw new InvalidOperationException(
                $"{undone.Count} rows of table {Name} were not written, among them '{first.PartitionKey}' / '{first.RowKey}': they changed or went meanwhile.");
        }
    }

    /// <summary>Deletes every row that matches, also those that others delete or change meanwhile.</summary>
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

    private async Task<bool> TrySubmitAsync(IReadOnlyList<TableTransactionAction> batch, CancellationToken cancellationToken)
    {
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

    // 409 and 404 also tell of a missing table, or one being deleted: no row's fault.
    private static bool IsRowConflict(RequestFailedException e) =>
        e.Status == (int)HttpStatusCode.PreconditionFailed
        || e.ErrorCode == TableErrorCode.EntityAlreadyExists.ToString()
        || e.ErrorCode == TableErrorCode.ResourceNotFound.ToString()
        || e.ErrorCode == TableErrorCode.EntityNotFound.ToString()
        || e.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied.ToString();
}
