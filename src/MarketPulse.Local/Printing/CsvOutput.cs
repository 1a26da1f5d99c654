namespace MarketPulse.Local.Printing;

/// <summary>Writes a row set as CSV with a header.</summary>
internal static class CsvOutput
{
    public static void Write(TextWriter writer, RowSet set)
    {
        writer.Write(string.Join(',', set.DataNames));
        writer.Write('\n');
        foreach (IReadOnlyList<object?> row in set.DataRows())
        {
            writer.Write(string.Join(',', row.Select(CellText.ForCsv)));
            writer.Write('\n');
        }
    }
}
