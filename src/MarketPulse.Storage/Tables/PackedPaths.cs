using Azure.Data.Tables;
using MarketPulse.Core.Impact;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Maps the path of an instrument around an event to one row of <c>abnormalreturns</c> and back: a row per day would take twenty times the
/// requests and most of an installation's space.
/// </summary>
internal static class PackedPaths
{
    /// <summary>Column with the packed days.</summary>
    private const string Days = "days";

    private static readonly EntityMapper<AbnormalReturn> Paths = EntityMapper<AbnormalReturn>.Instance;

    /// <summary>Columns that all days of a path have in common; filters on them can be left to the service.</summary>
    public static IReadOnlyCollection<string> CommonColumns { get; } =
    [
        ColumnNames.EventId, ColumnNames.EventTimeUtc, ColumnNames.DateKey, ColumnNames.Symbol, ColumnNames.Revision,
        ColumnNames.BarsThrough, ColumnNames.PriceRevision, ColumnNames.ModifiedUtc, ColumnNames.SchemaVersion, ColumnNames.EngineVersion,
    ];

    /// <summary>The row of one path.</summary>
    /// <param name="path">The days of one event and instrument, at least one.</param>
    /// <param name="now">The time of writing.</param>
    public static TableEntity ToEntity(IEnumerable<AbnormalReturn> path, DateTimeOffset now)
    {
        List<TableEntity> days = [.. path.OrderBy(day => day.Day).Select(day => Paths.ToEntity(day, now))];
        var row = new TableEntity(days[0].PartitionKey, days[0].RowKey[..days[0].RowKey.LastIndexOf('|')]);
        foreach (string name in CommonColumns)
        {
            if (days[0].TryGetValue(name, out object? value))
            {
                row[name] = value;
            }
        }

        row[Days] = EntityPack<AbnormalReturn>.Pack(days, CommonColumns);
        return row;
    }

    /// <summary>The days of a path, earliest first.</summary>
    public static IEnumerable<AbnormalReturn> FromEntity(TableEntity row) =>
        EntityPack<AbnormalReturn>.Unpack(row.GetBinary(Days), row, CommonColumns).Select(Paths.FromEntity);
}
