using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Writes single rows for many concurrent callers. While one round of transactions is being written, rows are gathered for the next, so
/// that concurrent callers share requests and a single caller does not wait.
/// </summary>
internal sealed class GatheredWriter(TableRows rows) : ITableWriter
{
    private readonly Lock _gate = new();
    private List<Pending> _pending = [];
    private bool _isWriting;

    /// <inheritdoc/>
    public string Name => rows.Name;

    /// <inheritdoc/>
    public async Task<IReadOnlyCollection<TableTransactionAction>> TryWriteAsync(
        IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        Pending[] all = [.. actions.Select(action => new Pending(action))];
        foreach (Pending pending in all)
        {
            // Checked here rather than with the batch, so that an invalid row fails only its own caller.
            TableLimits.Check(rows.Name, pending.Row);
        }

        Enqueue(all);
        await Task.WhenAll(all.Select(pending => pending.Written.Task)).WaitAsync(cancellationToken);
        return [.. all.Where(pending => !pending.Written.Task.Result).Select(pending => pending.Action)];
    }

    /// <summary>Writes one row.</summary>
    /// <returns>False when the stored row is not in the state that the action requires.</returns>
    /// <exception cref="Pipeline.Messages.PermanentFaultException">The row breaks a limit.</exception>
    public async Task<bool> TryWriteAsync(TableTransactionAction action, CancellationToken cancellationToken) =>
        (await TryWriteAsync([action], cancellationToken)).Count == 0;

    private void Enqueue(Pending[] all)
    {
        if (all.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            _pending.AddRange(all);
            if (!_isWriting)
            {
                _isWriting = true;
                _ = Task.Run(WriteUntilNoneIsLeftAsync, CancellationToken.None);
            }
        }
    }

    private async Task WriteUntilNoneIsLeftAsync()
    {
        while (true)
        {
            List<Pending> round;
            lock (_gate)
            {
                if (_pending.Count == 0)
                {
                    _isWriting = false;
                    return;
                }

                // A transaction can contain a row only once; a second write of it waits for the next round.
                round = [.. _pending.DistinctBy(pending => (pending.Row.PartitionKey, pending.Row.RowKey))];
                _pending = [.. _pending.Except(round)];
            }

            await WriteAsync(round);
        }
    }

    private async Task WriteAsync(List<Pending> round)
    {
        try
        {
            HashSet<TableTransactionAction> undone =
            [
                .. await rows.TryWriteAsync(round.Select(pending => pending.Action), CancellationToken.None),
            ];
            foreach (Pending pending in round)
            {
                // One row fails its whole transaction, so each row is written alone to find out which one it was.
                bool written = !undone.Contains(pending.Action)
                    || (round.Count > 1 && (await rows.TryWriteAsync([pending.Action], CancellationToken.None)).Count == 0);
                pending.Written.SetResult(written);
            }
        }
#pragma warning disable CA1031 // Every caller gets the exception.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (Pending pending in round)
            {
                pending.Written.TrySetException(e);
            }
        }
    }

    private sealed class Pending(TableTransactionAction action)
    {
        public TableTransactionAction Action => action;

        public TableEntity Row => (TableEntity)action.Entity;

        public TaskCompletionSource<bool> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
