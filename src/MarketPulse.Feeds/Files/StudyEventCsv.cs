using MarketPulse.Core.Events;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Feeds.Times;

namespace MarketPulse.Feeds.Files;

/// <summary>
/// Reads the events of an event study: a <c>date</c> column (day 0) or a <c>time</c> column with time zone, and optionally <c>id</c>,
/// <c>symbol</c> and
/// <c>direction</c>, in any order and case. The id of an event defaults to <c>e</c> followed by its row number. A row that cannot be
/// read is skipped with an error.
/// </summary>
public static class StudyEventCsv
{
    private static readonly string[] Names = ["date", "time", "id", "symbol", "direction"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (IReadOnlyList<StudyEvent> Events, IReadOnlyList<InputError> Errors) Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="utf8">Content of the file.</param>
    /// <param name="file">Name of the file in messages.</param>
    public static (IReadOnlyList<StudyEvent> Events, IReadOnlyList<InputError> Errors) Parse(byte[] utf8, string file)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        var events = new List<StudyEvent>();
        var errors = new List<InputError>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        int[]? columns = null;
        int row = 0;
        ReadOnlyMemory<byte> text = utf8.AsMemory(utf8.Length - Bytes.WithoutMark(utf8).Length);
        foreach (CsvRecord record in CsvRecords.Read(text, file, CsvRecords.SeparatorOf(text.Span)))
        {
            if (record.Fields is null)
            {
                errors.Add(record.Error!);
            }
            else if (columns is null)
            {
                columns = CsvRecords.FindColumns(record.Fields, Names);
                if (columns[0] < 0 && columns[1] < 0)
                {
                    errors.Add(new InputError(
                        file,
                        record.Line,
                        null,
                        "the header has neither a date nor a time column; add one of them (id, symbol and direction are optional)."));
                    break;
                }
            }
            else
            {
                row++;
                (StudyEvent? read, string? problem) = Event(record.Fields, columns, row);
                if (read is not null && !ids.Add(read.Id))
                {
                    problem = $"id '{read.Id}' is repeated";
                }

                if (problem is null)
                {
                    events.Add(read!);
                }
                else
                {
                    errors.Add(new InputError(file, record.Line, null, $"{problem}; the row is skipped."));
                }
            }
        }

        if (events.Count == 0 && errors.Count == 0)
        {
            errors.Add(new InputError(file, null, null, "contains no events; write a header with date or time, and one row per event."));
        }

        return (events, errors);
    }

    private static (StudyEvent? Event, string? Problem) Event(string[] fields, int[] columns, int row)
    {
        string Cell(int name) => CsvRecords.Cell(fields, columns[name]).Trim();
        string id = Cell(2) is { Length: > 0 } given ? given : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"e{row}");
        string? symbol = Cell(3) is { Length: > 0 } named ? named : null;
        if (Cell(1) is { Length: > 0 } time)
        {
            return PublishedTimeParser.TryParse(time, zone: null, out PublishedTime moment) && moment.Resolution == TimeResolution.Exact
                ? (new StudyEvent(id, null, moment.Utc, symbol, Cell(4)), null)
                : (null, $"time '{time}' is ambiguous; write it with its zone, such as 2018-03-22T12:30-04:00 or 2018-03-22T16:30Z");
        }

        string date = Cell(0);
        return PublishedTimeParser.TryParse(date, zone: null, out PublishedTime day) && day.Resolution == TimeResolution.Day
            ? (new StudyEvent(id, day.Date, null, symbol, Cell(4)), null)
            : (null, $"date '{date}' is not an unambiguous date; write yyyy-MM-dd");
    }
}
