using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Scores;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Keeps the log of scores in <c>scorelog</c>: complete score rows by event, symbol, window and the time from which they were known.
/// </summary>
internal sealed class TableScoreLog(StorageClients clients) : IScoreLog
{
    private static readonly EntityMapper<ImpactScore> Scores = EntityMapper<ImpactScore>.Instance;

    private readonly TableRows _rows = clients.Table(TableNames.ScoreLog);

    /// <summary>Appends the first scores of an event.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="scores">Its scores.</param>
    /// <param name="now">The time from which they are known.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public Task AppendFirstAsync(
        string eventId, IReadOnlyList<ImpactScore> scores, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(ToRows(eventId, scores, now), cancellationToken);

    /// <summary>Appends the scores of an event whose content differs from that of their last row.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="scores">Its scores.</param>
    /// <param name="now">The time from which they are known.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task AppendChangesAsync(
        string eventId, IReadOnlyList<ImpactScore> scores, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Dictionary<(string, string), TableEntity> last = [];
        await foreach (TableEntity row in _rows.QueryAsync(TableFilter.Partition(eventId), select: null, cancellationToken))
        {
            last[KeyOf(row)] = row;
        }

        IEnumerable<TableEntity> changes = ToRows(eventId, scores, now)
            .Where(row => !last.TryGetValue(KeyOf(row), out TableEntity? known) || !RowContent.Same(known, row));
        await WriteAsync(changes, cancellationToken);
    }

    public async IAsyncEnumerable<ImpactScore> ReadAsOfAsync(
        string eventId, DateTimeOffset asOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableFilter.And(TableFilter.Partition(eventId), TableFilter.AtOrBefore(ColumnNames.ModifiedUtc, asOf));
        List<ImpactScore> rows = await _rows.QueryAsync(filter, select: null, cancellationToken)
            .Select(Scores.FromEntity)
            .ToListAsync(cancellationToken);
        foreach (ImpactScore score in ScoreHistory.Latest(rows))
        {
            yield return score;
        }
    }

    private static IEnumerable<TableEntity> ToRows(string eventId, IReadOnlyList<ImpactScore> scores, DateTimeOffset now) =>
        scores.Select(score => Scores.ToEntity(score, eventId, ScoreHistory.RowKey(score, now), now));

    private static (string Symbol, string Window) KeyOf(TableEntity row) =>
        (row.GetString(ColumnNames.Symbol), row.GetString(ColumnNames.WindowKey));

    private Task WriteAsync(IEnumerable<TableEntity> rows, CancellationToken cancellationToken) =>
        _rows.WriteAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellationToken);
}
