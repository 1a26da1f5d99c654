using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Scores;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Keeps the log of scores in <c>scorelog</c>: by event and the time from which they were known, the scores that changed then, complete and
/// packed into one row.
/// </summary>
internal sealed class TableScoreLog(StorageClients clients) : IScoreLog
{
    /// <summary>Column with the packed scores.</summary>
    private const string Packed = "scores";
    private const string CountColumn = "count";

    /// <summary>So few that they fit into a column of 64 KiB, packed or not.</summary>
    private const int ScoresPerRow = 100;

    private static readonly EntityMapper<ImpactScore> Scores = EntityMapper<ImpactScore>.Instance;
    private static readonly string[] CommonColumns = [ColumnNames.EventId, ColumnNames.ModifiedUtc];

    private readonly TableRows _rows = clients.Table(TableNames.ScoreLog);

    private readonly LogKeys _keys = new();

    /// <summary>Appends scores whose published figures changed. Nothing is read.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="scores">The rows of its scores, as they are about to be stored.</param>
    /// <param name="now">The time from which they are known.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public Task AppendAsync(
        string eventId, IReadOnlyCollection<TableEntity> scores, DateTimeOffset now, CancellationToken cancellationToken) =>
        scores.Count == 0
            ? Task.CompletedTask
            : _rows.WriteAsync(
                scores.Chunk(ScoresPerRow).Select(
                    chunk => new TableTransactionAction(TableTransactionActionType.Add, ToRow(eventId, chunk, now))),
                cancellationToken);

    /// <summary>The rows of one event of which later ones among them have replaced every score.</summary>
    public static IReadOnlyList<TableEntity> Replaced(IReadOnlyList<TableEntity> rows)
    {
        ImpactScore[][] scores = [.. rows.Select(row => ScoresOf(row).ToArray())];
        HashSet<ImpactScore> latest = new(ScoreHistory.Latest(scores.SelectMany(ofRow => ofRow)), ReferenceEqualityComparer.Instance);
        return [.. rows.Where((_, i) => !Array.Exists(scores[i], latest.Contains))];
    }

    public async IAsyncEnumerable<ImpactScore> ReadAsOfAsync(
        string eventId, DateTimeOffset asOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableFilter.And(TableFilter.Partition(eventId), TableFilter.Rows("", LogKeys.At(asOf) + "}"));
        List<ImpactScore> scores = [];
        await foreach (TableEntity row in _rows.QueryAsync(filter, select: null, cancellationToken))
        {
            scores.AddRange(ScoresOf(row));
        }

        foreach (ImpactScore score in ScoreHistory.Latest(scores))
        {
            yield return score;
        }
    }

    /// <summary>The row of scores that are known from a moment on.</summary>
    public TableEntity ToRow(string eventId, TableEntity[] scores, DateTimeOffset now) =>
        new(TableKey.Encode(eventId), TableKey.Encode(_keys.Next(now)))
        {
            [ColumnNames.EventId] = eventId,
            [CountColumn] = scores.Length,
            [ColumnNames.ModifiedUtc] = now,
            [Packed] = EntityPack<ImpactScore>.Pack(scores, CommonColumns),
        };

    private static IEnumerable<ImpactScore> ScoresOf(TableEntity row) =>
        EntityPack<ImpactScore>.Unpack(row.GetBinary(Packed), row, CommonColumns).Select(Scores.FromEntity);
}
