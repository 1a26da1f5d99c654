using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Maps the scores of an event on an instrument, one for each window, to one row of <c>instrumentscores</c> and back. It is a copy to read
/// an instrument by; the scores themselves have a row each in <c>impactscores</c>.
/// </summary>
internal static class PackedCopies
{
    private const string Windows = "windows";
    private const string Count = "count";

    // Each window has its own time of writing; the row has the latest.
    private static readonly string[] Shared =
    [
        ColumnNames.EventId, ColumnNames.EventTimeUtc, ColumnNames.DateKey, ColumnNames.Symbol, ColumnNames.Revision,
        ColumnNames.BarsThrough, ColumnNames.PriceRevision,
    ];

    private static readonly EntityMapper<ImpactScore> Scores = EntityMapper<ImpactScore>.Instance;

    /// <summary>Key of the row within its instrument, the latest event first.</summary>
    public static string KeyOf(ImpactScore score) => $"{RowKeys.Reverse(score.EventTimeUtc)}|{score.EventId}";

    /// <summary>Whether a filter on the row selects no fewer scores than a filter on each of them.</summary>
    public static bool CanFilter(ColumnCondition condition) => condition.Column.Name == ColumnNames.ModifiedUtc
        ? condition.Comparison is Comparison.AtLeast or Comparison.Above
        : condition.Column.Name is ColumnNames.EventId or ColumnNames.EventTimeUtc or ColumnNames.DateKey or ColumnNames.Symbol;

    /// <summary>The row of some scores.</summary>
    /// <param name="scores">The rows of the scores of one event and instrument, at least one.</param>
    public static TableEntity ToEntity(IReadOnlyCollection<TableEntity> scores)
    {
        TableEntity latest = scores.MaxBy(row => row.GetDateTimeOffset(ColumnNames.ModifiedUtc))!;
        ImpactScore score = Scores.FromEntity(latest);
        var row = new TableEntity(TableKey.Encode(score.Symbol), TableKey.Encode(KeyOf(score)))
        {
            [Count] = scores.Count,
            [ColumnNames.ModifiedUtc] = latest[ColumnNames.ModifiedUtc],
            [Windows] = EntityPack<ImpactScore>.Pack(scores.OrderBy(one => one.RowKey, StringComparer.Ordinal), []),
        };
        foreach (string name in Shared)
        {
            if (latest.TryGetValue(name, out object? value))
            {
                row[name] = value;
            }
        }

        return row;
    }

    /// <summary>The rows of scores of any events and instruments.</summary>
    /// <param name="scores">The rows of the scores.</param>
    public static IEnumerable<TableEntity> Of(IEnumerable<TableEntity> scores) => scores
        .GroupBy(row => (row.GetString(ColumnNames.EventId), row.GetString(ColumnNames.Symbol)))
        .Select(ofInstrument => ToEntity([.. ofInstrument]));

    /// <summary>The scores of a row, by key of their window.</summary>
    public static IEnumerable<ImpactScore> FromEntity(TableEntity row) =>
        EntityPack<ImpactScore>.Unpack(row.GetBinary(Windows), row, []).Select(Scores.FromEntity);
}
