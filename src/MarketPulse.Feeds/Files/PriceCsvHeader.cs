namespace MarketPulse.Feeds.Files;

/// <summary>The meaning of a column of a price file.</summary>
internal enum PriceColumn
{
    Ignored,
    Date,
    Open,
    High,
    Low,
    Close,
    AdjustedClose,
    Volume,
    Split,
    Dividend,
}

/// <summary>The header of a price file: its separator and the meaning of each column.</summary>
/// <param name="Separator">Comma, semicolon or tab.</param>
/// <param name="Columns">The columns from left to right.</param>
/// <param name="Needed">Number of columns up to the last one that is used.</param>
internal sealed record PriceCsvHeader(byte Separator, PriceColumn[] Columns, int Needed)
{
    /// <summary>
    /// Parses the header line. Returns null, and an error, unless it names a date and a close, and every column at most once.
    /// </summary>
    public static PriceCsvHeader? Parse(string line, out string? wrong)
    {
        line = line.TrimEnd('\r', ' ');
        char separator = ",;\t".MaxBy(candidate => line.Count(c => c == candidate));
        PriceColumn[] columns = [.. line.Split(separator).Select(ColumnOf)];
        wrong = null;
        foreach (PriceColumn column in Enum.GetValues<PriceColumn>().Where(column => column != PriceColumn.Ignored))
        {
            int count = columns.Count(found => found == column);
            if (count > 1)
            {
                wrong = $"the header names {Name(column)} {count} times; keep one.";
            }
            else if (count == 0 && column is PriceColumn.Date or PriceColumn.Close)
            {
                wrong = $"the header has no {Name(column)} column; it must name Date (or Timestamp) and Close.";
            }

            if (wrong is not null)
            {
                return null;
            }
        }

        return new PriceCsvHeader((byte)separator, columns, Array.FindLastIndex(columns, column => column != PriceColumn.Ignored) + 1);
    }

    /// <summary>Name of a column in messages.</summary>
    public static string Name(PriceColumn column) => column switch
    {
        PriceColumn.AdjustedClose => "Adj Close",
        _ => column.ToString(),
    };

    // "Dividends" and "Stock Splits", as yfinance writes them, come with adjusted closes: using them would apply the adjustments twice.
    private static PriceColumn ColumnOf(string name) =>
        string.Concat(name.Where(char.IsLetter)).ToUpperInvariant() switch
        {
            "DATE" or "TIMESTAMP" or "DATETIME" or "OBSERVATIONDATE" => PriceColumn.Date,
            "OPEN" => PriceColumn.Open,
            "HIGH" => PriceColumn.High,
            "LOW" => PriceColumn.Low,
            "CLOSE" or "CLOSELAST" => PriceColumn.Close,
            "ADJCLOSE" or "ADJUSTEDCLOSE" => PriceColumn.AdjustedClose,
            "VOLUME" or "VOL" => PriceColumn.Volume,
            "SPLIT" or "SPLITFACTOR" => PriceColumn.Split,
            "DIVIDEND" or "DIVCASH" => PriceColumn.Dividend,
            _ => PriceColumn.Ignored,
        };
}
