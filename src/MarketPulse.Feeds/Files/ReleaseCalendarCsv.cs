using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Feeds.Times;

namespace MarketPulse.Feeds.Files;

/// <summary>
/// A calendar of scheduled releases: a CSV with the columns <c>time</c> (with its zone) and <c>code</c> (fomc, cpi, payrolls, ecb or
/// earnings), and <c>symbol</c> for releases that concern one instrument, which earnings always do.
/// </summary>
/// <param name="Releases">The releases of the rows without error.</param>
/// <param name="Errors">What is wrong with the file, in the order of its lines.</param>
public sealed record ReleaseCalendarCsv(IReadOnlyList<ScheduledRelease> Releases, IReadOnlyList<InputError> Errors)
{
    private const string ShippedName = "releases.csv";

    private static readonly Lazy<ReleaseCalendarCsv> ShippedFile =
        new(() => From(CsvTable.Parse(Resource(ShippedName), ShippedName), ShippedName));

    /// <summary>
    /// The shipped releases: the scheduled statements of the Federal Open Market Committee from 2016 to 2027, as published at
    /// federalreserve.gov/monetarypolicy/fomccalendars.htm.
    /// </summary>
    public static IReadOnlyList<ScheduledRelease> Shipped => ShippedFile.Value.Releases;

    /// <summary>Reads a file. A file that cannot be read is an error in the result, not an exception.</summary>
    /// <param name="path">The file.</param>
    public static ReleaseCalendarCsv Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return From(CsvTable.Read(path), path);
    }

    private static ReleaseCalendarCsv From(CsvTable table, string path)
    {
        List<InputError> errors = [.. table.Errors];
        int[] columns = CsvRecords.FindColumns(table.Header, ["time", "code", "symbol"]);
        var releases = new List<ScheduledRelease>();
        if (errors.Count == 0 && (columns[0] < 0 || columns[1] < 0 || table.Rows.Count == 0))
        {
            errors.Add(new InputError(
                path, 1, null, "has no releases; write a header with the columns time and code (and symbol), and one row per release."));
            return new ReleaseCalendarCsv(releases, errors);
        }

        foreach ((int line, string[] fields) in table.Rows)
        {
            string time = CsvRecords.Cell(fields, columns[0]), code = CsvRecords.Cell(fields, columns[1]);
            string? symbol = CsvRecords.Cell(fields, columns[2]) is { Length: > 0 } named ? named : null;
            bool isTime = PublishedTimeParser.TryParse(time, zone: null, out PublishedTime moment)
                && moment is { Resolution: TimeResolution.Exact, ZoneMissing: false };
            string? problem = !Codes<ReleaseKind>.All.Contains(code)
                    ? $"code '{code}' is not one of {string.Join(", ", Codes<ReleaseKind>.All)}; use one of them or remove the row"
                : !isTime ? $"time '{time}' is not a time with a zone; write it like 2019-09-18T14:00-04:00"
                : code == Codes<ReleaseKind>.Of(ReleaseKind.Earnings) && symbol is null ? "earnings need a symbol; fill it in"
                : null;
            if (problem is not null)
            {
                errors.Add(new InputError(path, line, null, $"{problem}."));
                continue;
            }

            releases.Add(new ScheduledRelease(moment.Utc, Codes<ReleaseKind>.Parse(code), symbol));
        }

        return new ReleaseCalendarCsv(releases, errors);
    }

    private static byte[] Resource(string name)
    {
        using Stream stream = typeof(ReleaseCalendarCsv).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the build.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
