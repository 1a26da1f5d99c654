using System.Globalization;
using System.Text;
using MarketPulse.Core.Markets;
using NodaTime;

namespace MarketPulse.Feeds.Files;

/// <summary>Reads intraday bars from CSV: the columns of <see cref="PriceCsv"/>, with a time in the date column.</summary>
public static class IntradayCsv
{
    private static readonly string[] LocalFormats =
    [
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyyMMdd HH:mm", "yyyyMMdd HH:mm:ss",
    ];

    /// <summary>Whether a file contains intraday bars, which it does when its first two bars have the same date.</summary>
    public static bool IsIntraday(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] lines = [.. File.ReadLines(path).Take(3)];
        return lines.Length == 3
            && PriceCsvHeader.Parse(lines[0].TrimStart('\uFEFF'), out _) is { } header
            && DateOf(lines[1], header) is { } first && first == DateOf(lines[2], header);

        static DateOnly? DateOf(string line, PriceCsvHeader header)
        {
            string[] cells = line.Split((char)header.Separator);
            int column = Array.IndexOf(header.Columns, PriceColumn.Date);
            return cells.Length > column && PriceCsvFields.TryDate(Encoding.UTF8.GetBytes(cells[column].Trim()), out DateOnly date)
                ? date
                : null;
        }
    }

    /// <summary>
    /// Reads a file. Rows that cannot be read, or whose time is not later than that of the row before, are skipped with an error.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="zone">Time zone of the bars. Times with an offset are converted to it.</param>
    public static (IReadOnlyList<IntradayBar> Bars, IReadOnlyList<InputError> Errors) Read(string path, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var bars = new List<IntradayBar>();
        var errors = new List<InputError>();
        byte[] utf8 = File.ReadAllBytes(path);
        ReadOnlyMemory<byte> text = utf8.AsMemory(utf8.Length - Bytes.WithoutMark(utf8).Length);
        PriceCsvHeader? header = null;
        foreach (CsvRecord record in CsvRecords.Read(text, path, CsvRecords.SeparatorOf(text.Span)))
        {
            if (record.Fields is null)
            {
                errors.Add(record.Error!);
            }
            else if (header is null)
            {
                header = PriceCsvHeader.Parse(string.Join(CsvRecords.SeparatorOf(text.Span), record.Fields), out string? wrong);
                if (header is null)
                {
                    return ([], [new InputError(path, record.Line, null, wrong!)]);
                }
            }
            else if (Bar(record.Fields, header, zone) is not { } bar)
            {
                errors.Add(new InputError(path, record.Line, null, "has no readable time or no positive close; the row is skipped."));
            }
            else if (bars.Count > 0 && bar.Start <= bars[^1].Start)
            {
                errors.Add(new InputError(
                    path,
                    record.Line,
                    null,
                    $"time {bar.Start:yyyy-MM-dd HH:mm:ss} is not later than the one before; the row is skipped."));
            }
            else
            {
                bars.Add(bar);
            }
        }

        return (bars, errors);
    }

    private static IntradayBar? Bar(string[] fields, PriceCsvHeader header, DateTimeZone zone)
    {
        string Cell(PriceColumn column) => CsvRecords.Cell(fields, Array.IndexOf(header.Columns, column)).Trim();
        return Time(Cell(PriceColumn.Date), zone) is { } start && Number(Cell(PriceColumn.Close)) is > 0 and var close
            ? new IntradayBar(start, close, Number(Cell(PriceColumn.Volume)) ?? double.NaN)
            : null;
    }

    private static double? Number(string text) =>
        PriceCsvFields.TryNumber(Encoding.UTF8.GetBytes(text), out double value) ? value : null;

    private static DateTime? Time(string text, DateTimeZone zone)
    {
        if (DateTime.TryParseExact(text, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            return local;
        }

        bool hasTime = text.Length > "yyyy-MM-dd".Length;
        return hasTime
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? Instant.FromDateTimeOffset(moment).InZone(zone).ToDateTimeUnspecified()
            : null;
    }
}
