using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>A table in which a stored row contains several published ones.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="CanFilter">Whether a condition can be left to the service without losing rows.</param>
/// <param name="Unpack">Returns the rows that a stored row contains.</param>
/// <param name="LastKey">Returns what tells a row from the others in the same stored row.</param>
internal sealed record PackedTable(
    string Name, Func<ColumnCondition, bool> CanFilter, Func<TableEntity, IEnumerable<TableRow>> Unpack, Func<TableRow, string> LastKey)
{
    private static readonly PackedTable Paths = new(
        TableNames.AbnormalReturns,
        condition => PackedPaths.CommonColumns.Contains(condition.Column.Name),
        PackedPaths.FromEntity,
        row => EventWindow.DayKey(((AbnormalReturn)row).Day));

    private static readonly PackedTable Copies = new(
        TableNames.InstrumentScores, PackedCopies.CanFilter, PackedCopies.FromEntity, row => ((ImpactScore)row).WindowKey);

    /// <summary>The packed table that a query of rows of a type reads; null when it reads rows that are stored one by one.</summary>
    public static PackedTable? Of<T>(RowQuery query) =>
        typeof(T) == typeof(AbnormalReturn) ? Paths : query.Table == TableNames.InstrumentScores ? Copies : null;
}
