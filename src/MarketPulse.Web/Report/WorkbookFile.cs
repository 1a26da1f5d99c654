using System.Globalization;
using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Web.Documents;
using MarketPulse.Web.ReadApi;

namespace MarketPulse.Web.Report;

/// <summary>
/// The data as an Excel workbook: findings, events, scores, sensitivity, index and contract, each an Excel table with number formats,
/// frozen headings, and formulas for intervals and for the mark of significance. Rows go straight into the compressed file, so the memory
/// does not depend on their number.
/// </summary>
/// <param name="services">The host's services.</param>
public sealed class WorkbookFile(IServiceProvider services)
{
    private static readonly string[] Sheets = ["findings", "events", "scores", "sensitivity", "index", "contract"];

    /// <summary>Writes the workbook.</summary>
    /// <param name="eventId">The only event to include; null for all.</param>
    /// <param name="output">Where to write; stays open.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <returns>The number of events.</returns>
    /// <exception cref="KeyNotFoundException">There is no live event of that id.</exception>
    /// <exception cref="WorkbookTooLargeException">A table has more rows than a sheet holds.</exception>
    public async Task<int> WriteAsync(string? eventId, Stream output, CancellationToken cancellationToken)
    {
        // The library would keep each sheet in memory until the end. It only makes the parts around the sheets, which are small.
        using var around = new MemoryStream();
        using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        int events = await WriteAsync(eventId, around, archive, cancellationToken);
        await CopyAsync(around, archive, cancellationToken);
        return events;
    }

    private async Task<int> WriteAsync(string? eventId, MemoryStream around, ZipArchive archive, CancellationToken cancellationToken)
    {
        using var document = SpreadsheetDocument.Create(around, SpreadsheetDocumentType.Workbook);
        WorkbookPart workbook = document.AddWorkbookPart();
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        WorksheetPart[] parts = [.. Sheets.Select(_ => workbook.AddNewPart<WorksheetPart>())];
        workbook.Workbook = new Workbook(new Sheets(Sheets.Select((name, i) => new Sheet
        {
            Name = name,
            SheetId = (uint)(i + 1),
            Id = workbook.GetIdOfPart(parts[i]),
        })));

        await FillAsync(0, FindingColumns, ReadAsync("findings", null).OrderBy(row => ((ReactionFinding)row).P ?? double.MaxValue));
        int events = await FillAsync(1, WorkbookColumn.Published(RowSchema.Of<TradeEvent>()), ReadAsync("events", eventId));
        if (eventId is not null && events == 0)
        {
            throw new KeyNotFoundException($"There is no live event '{eventId}'.");
        }

        await FillAsync(2, ScoreColumns, ReadAsync("scores", eventId));
        await FillAsync(3, WorkbookColumn.Published(RowSchema.Of<SensitivityProfile>()), ReadAsync("sensitivity", null));
        await FillAsync(4, WorkbookColumn.Published(RowSchema.Of<TensionDay>()), ReadAsync("tension-index", null));
        await FillAsync(5, ContractColumns, ContractRows().ToAsyncEnumerable());
        workbook.Workbook.Save();
        return events;

        async Task<int> FillAsync(int sheet, IEnumerable<WorkbookColumn> columns, IAsyncEnumerable<object> rows)
        {
            await using Stream content = archive.CreateEntry(EntryOf(parts[sheet])).Open();
            using var written = new WorkbookSheet(parts[sheet], content, Sheets[sheet], [.. columns]);
            int count = 0;
            await foreach (object row in rows.WithCancellation(cancellationToken))
            {
                written.Add(row);
                count++;
            }

            written.Finish((uint)(sheet + 1));
            return count;
        }

        IAsyncEnumerable<object> ReadAsync(string path, string? ofEvent)
        {
            RowResource resource = ResourceCatalog.All.Single(one => one.Path == path);
            ColumnCondition[] conditions =
                ofEvent is null ? [] : [new ColumnCondition(resource.Column("eventid"), Comparison.Equal, ofEvent)];
            return resource.ReadAsync(services, conditions, columns: null, after: null, cancellationToken).Select(row => (object)row.Row);
        }
    }

    /// <summary>Copies the parts that the archive does not hold yet.</summary>
    private static async Task CopyAsync(MemoryStream around, ZipArchive archive, CancellationToken cancellationToken)
    {
        using var parts = new ZipArchive(around, ZipArchiveMode.Read, leaveOpen: true);

        // The sheets themselves are empty there.
        foreach (ZipArchiveEntry part in parts.Entries.Where(entry => entry.Length > 0))
        {
            await using Stream from = await part.OpenAsync(cancellationToken);
            await using Stream to = archive.CreateEntry(part.FullName).Open();
            await from.CopyToAsync(to, cancellationToken);
        }
    }

    private static string EntryOf(OpenXmlPart part) => part.Uri.ToString().TrimStart('/');

    private static IEnumerable<WorkbookColumn> FindingColumns { get; } =
    [
        .. WorkbookColumn.Published(RowSchema.Of<ReactionFinding>()),
        Interval("findings", "lo_pct", "hi_pct", row => (((ReactionFinding)row).LoPct, ((ReactionFinding)row).HiPct)),
    ];

    private static IEnumerable<WorkbookColumn> ScoreColumns { get; } =
    [
        .. WorkbookColumn.Published(RowSchema.Of<ImpactScore>()),
        Interval("scores", "car_lo_pct", "car_hi_pct", row => (((ImpactScore)row).CarLoPct, ((ImpactScore)row).CarHiPct)),
        new(
            "found",
            row => ((ImpactScore)row).QEvent is { } q ? (q < ReactionFinding.Level ? "yes" : "no") : "",
            Formula: string.Create(
                CultureInfo.InvariantCulture,
                $"IF({Cell("scores", "q_event")}=\"\",\"\",IF({Cell("scores", "q_event")}<{ReactionFinding.Level},\"yes\",\"no\"))")),
    ];

    private static IEnumerable<WorkbookColumn> ContractColumns { get; } =
    [
        new("table", row => ((ContractRow)row).Schema.Table),
        new("column", row => ((ContractRow)row).Column.Name),
        new("type", row => Contract.TypeOf(((ContractRow)row).Column)),
        new("unit", row => ((ContractRow)row).Column.Unit),
        new("meaning", row => ColumnMeanings.Describe(((ContractRow)row).Column)),
    ];

    private static IEnumerable<object> ContractRows() => ResourceCatalog.All
        .SelectMany(resource => resource.Schema.Columns.Select(column => new ContractRow(resource.Schema, column)));

    /// <summary>A column with the text of an interval.</summary>
    private static WorkbookColumn Interval(string table, string lo, string hi, Func<object, (double? Lo, double? Hi)> value) => new(
        "interval",
        row => value(row) is ({ } low, { } high)
            ? string.Create(CultureInfo.InvariantCulture, $"{low:+0.00;-0.00;0.00} to {high:+0.00;-0.00;0.00}")
            : "",
        Formula: $"IF({Cell(table, lo)}=\"\",\"\",TEXT({Cell(table, lo)},\"+0.00;-0.00;0.00\")&\" to \"&TEXT({Cell(table, hi)},"
            + "\"+0.00;-0.00;0.00\"))");

    private static string Cell(string table, string column) => $"{table}[[#This Row],[{column}]]";

    // In the order of WorkbookStyle.
    private static Stylesheet Styles() => new(
        new NumberingFormats(
            new NumberingFormat { NumberFormatId = 164, FormatCode = "0.000" },
            new NumberingFormat { NumberFormatId = 165, FormatCode = "yyyy\\-mm\\-dd" },
            new NumberingFormat { NumberFormatId = 166, FormatCode = "yyyy\\-mm\\-dd\\ hh:mm" })
        { Count = 3 },
        new Fonts(new Font()) { Count = 1 },
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 }))
        { Count = 2 },
        new Borders(new Border()) { Count = 1 },
        new CellStyleFormats(new CellFormat()) { Count = 1 },
        new CellFormats(new uint[] { 0, 2, 164, 165, 166 }.Select(format => new CellFormat
        {
            NumberFormatId = format,
            FontId = 0,
            FillId = 0,
            BorderId = 0,
            FormatId = 0,
            ApplyNumberFormat = true,
        }))
        { Count = 5 });

    private sealed record ContractRow(RowSchema Schema, RowColumn Column);
}
