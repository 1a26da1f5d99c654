using MarketPulse.Core.Contract;
using MarketPulse.Web.Documents;

namespace MarketPulse.Web.Rows;

/// <summary>What the columns of a Parquet file or an Arrow stream say about themselves.</summary>
internal static class ColumnMetadata
{
    /// <summary>Key of the unit.</summary>
    public const string Unit = "unit";

    /// <summary>Key of the meaning.</summary>
    public const string Meaning = "meaning";

    /// <summary>Unit and meaning of a column.</summary>
    public static Dictionary<string, string> Of(RowColumn column) => new(StringComparer.Ordinal)
    {
        [Unit] = column.Unit,
        [Meaning] = ColumnMeanings.Describe(column),
    };
}
