using System.Globalization;
using System.Text;
using MarketPulse.Core.Markets;
using NodaTime;

namespace MarketPulse.Feeds.Files;

/// <summary>Reads bars shorter than a session from CSV: the columns of <see cref="PriceCsv"/>, where the date column carries a time.</summary>
public static class IntradayCsv
{
    private static readonly string[] LocalFormats =
        ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyyMMdd HH:mm", "yyyyMMdd HH:mm:ss"];

    /// <summary>Whether the file's first two bars fall on one date.</summary>
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
            return cells.Length > column && PriceCsvFields.TryDate(Encoding.UTF8.GetBytes(cells[column].Trim()), out DateOnly date) ? date : null;
        }
    }

    /// <summary>Reads a file. Rows that cannot be read, repeat a time or run backwards are left out with a message.</summary>
    /// <param name="path">The file.</param>
    /// <param name="zone">The clock of the bars: times that carry a zone of their own are moved to it.</param>
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
                errors.Add(new InputError(path, record.Line, null, "has no time and positive close that can be read; the row is left out."));
            }
            else if (bars.Count > 0 && bar.Start <= bars[^1].Start)
            {
                errors.Add(new InputError(path, record.Line, null, $"time {bar.Start:yyyy-MM-dd HH:mm:ss} does not follow the one before; the row is left out."));
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
        string Cell(PriceColumn column) => Array.IndexOf(header.Columns, column) is >= 0 and var i && i < fields.Length ? fields[i].Trim() : "";
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

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) && text.Length > 10
            ? Instant.FromDateTimeOffset(moment).InZone(zone).ToDateTimeUnspecified()
            : null;
    }
}
