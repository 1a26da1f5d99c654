using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Scores;

namespace MarketPulse.Storage.Tables;

/// <summary>The table <c>scorelog</c>: whole score rows by event, under symbol, window and the time from which they were known.</summary>
internal sealed class TableScoreLog(StorageClients clients) : IScoreLog
{
    private static readonly EntityMapper<ImpactScore> Scores = EntityMapper<ImpactScore>.Instance;

    private readonly TableRows _rows = clients.Table(TableNames.ScoreLog);

    /// <summary>Appends those of an event's scores that say something else than their last row does.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="scores">Its scores.</param>
    /// <param name="isFirst">Whether none of the event's scores is stored, so that there is nothing to compare with.</param>
    /// <param name="now">The time from which they are known.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task AppendAsync(
        string eventId, IReadOnlyList<ImpactScore> scores, bool isFirst, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Dictionary<(string, string), TableEntity> last = [];
        if (!isFirst)
        {
            await foreach (TableEntity row in _rows.QueryAsync(TableFilter.Partition(eventId), select: null, cancellationToken))
            {
                last[KeyOf(row)] = row;
            }
        }

        await _rows.WriteAsync(
            scores.Select(score => Scores.ToEntity(score, eventId, ScoreHistory.RowKey(score, now), now))
                .Where(row => !last.TryGetValue(KeyOf(row), out TableEntity? known) || !RowContent.Same(known, row))
                .Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
            cancellationToken);
    }

    public async IAsyncEnumerable<ImpactScore> ReadAsOfAsync(
        string eventId, DateTimeOffset asOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableFilter.And(TableFilter.Partition(eventId), TableFilter.AtOrBefore(ColumnNames.ModifiedUtc, asOf));
        List<ImpactScore> rows = await _rows.QueryAsync(filter, select: null, cancellationToken).Select(Scores.FromEntity).ToListAsync(cancellationToken);
        foreach (ImpactScore score in ScoreHistory.Latest(rows))
        {
            yield return score;
        }
    }

    private static (string Symbol, string Window) KeyOf(TableEntity row) => (row.GetString(ColumnNames.Symbol), row.GetString(ColumnNames.WindowKey));
}
