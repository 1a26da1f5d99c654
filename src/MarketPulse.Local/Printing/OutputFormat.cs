namespace MarketPulse.Local.Printing;

/// <summary>How a command prints its data.</summary>
internal enum OutputFormat
{
    /// <summary>Tables for people, fitted to the width of the terminal.</summary>
    Table,

    /// <summary>One JSON document with every column, numbers in full precision.</summary>
    Json,

    /// <summary>CSV with every column, numbers in full precision, safe to open in a spreadsheet.</summary>
    Csv,

    /// <summary>A drawing, for commands that have one.</summary>
    Svg,

    /// <summary>An Apache Parquet file with every column, for commands whose rows are published tables.</summary>
    Parquet,
}
