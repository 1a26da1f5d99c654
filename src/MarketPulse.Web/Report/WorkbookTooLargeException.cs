using System.Globalization;

namespace MarketPulse.Web.Report;

/// <summary>A table has more rows than a sheet of a workbook holds.</summary>
/// <param name="table">The table.</param>
/// <param name="mostRows">Rows that a sheet holds below its header.</param>
public sealed class WorkbookTooLargeException(string table, int mostRows)
    : Exception(string.Create(
        CultureInfo.InvariantCulture,
        $"The table {table} has more than {mostRows:N0} rows, which no sheet holds; read it as Parquet or CSV from the API instead."));
