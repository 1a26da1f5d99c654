using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace MarketPulse.Web.Report;

/// <summary>
/// A sheet of a workbook with one Excel table, written row by row. Text is stored as text, so no content becomes a formula.
/// </summary>
internal sealed class WorkbookSheet : IDisposable
{
    /// <summary>Most rows of a sheet below its header.</summary>
    public const int MostRows = 1_048_575;

    private const int MostCharacters = 32_767;
    private const int FirstDataRow = 2;

    private readonly WorksheetPart _part;
    private readonly OpenXmlWriter _writer;
    private readonly string _name;
    private readonly IReadOnlyList<WorkbookColumn> _columns;
    private int _rows;

    /// <param name="part">The sheet in its workbook, which gets the definition of the table.</param>
    /// <param name="content">Where to write the rows; stays open.</param>
    /// <param name="name">Name of the table.</param>
    /// <param name="columns">The columns.</param>
    public WorkbookSheet(WorksheetPart part, Stream content, string name, IReadOnlyList<WorkbookColumn> columns)
    {
        (_part, _name, _columns) = (part, name, columns);
        _writer = OpenXmlWriter.Create(content);
        _writer.WriteStartElement(new Worksheet());
        _writer.WriteElement(new SheetViews(new SheetView(new Pane
        {
            HorizontalSplit = 1,
            VerticalSplit = 1,
            TopLeftCell = "B2",
            ActivePane = PaneValues.BottomRight,
            State = PaneStateValues.Frozen,
        })
        { WorkbookViewId = 0 }));
        _writer.WriteElement(new Columns(columns.Select((column, i) => new Column
        {
            Min = (uint)(i + 1),
            Max = (uint)(i + 1),
            Width = column.Width,
            CustomWidth = true,
        })));
        _writer.WriteStartElement(new SheetData());
        _writer.WriteStartElement(new Row());
        foreach (WorkbookColumn column in columns)
        {
            WriteText(column.Name);
        }

        _writer.WriteEndElement();
    }

    /// <summary>Writes a row.</summary>
    /// <exception cref="WorkbookTooLargeException">The sheet is full.</exception>
    public void Add(object row)
    {
        if (_rows == MostRows)
        {
            throw new WorkbookTooLargeException(_name, MostRows);
        }

        _rows++;
        _writer.WriteStartElement(new Row());
        foreach (WorkbookColumn column in _columns)
        {
            WriteCell(column, column.Value(row));
        }

        _writer.WriteEndElement();
    }

    /// <summary>Ends the sheet and declares its table.</summary>
    /// <param name="id">Number of the table in the workbook, from 1.</param>
    public void Finish(uint id)
    {
        // A table has at least one row.
        if (_rows == 0)
        {
            _writer.WriteElement(new Row());
            _rows = 1;
        }

        _writer.WriteEndElement();
        TableDefinitionPart table = _part.AddNewPart<TableDefinitionPart>();
        string area = $"A1:{Letters(_columns.Count)}{(_rows + 1).ToString(CultureInfo.InvariantCulture)}";
        table.Table = new Table(
            new AutoFilter { Reference = area },
            new TableColumns(_columns.Select((column, i) => Definition(column, (uint)(i + 1)))) { Count = (uint)_columns.Count },
            new TableStyleInfo { Name = "TableStyleMedium2", ShowRowStripes = true })
        {
            Id = id,
            Name = _name,
            DisplayName = _name,
            Reference = area,
            TotalsRowShown = false,
        };
        _writer.WriteElement(new TableParts(new TablePart { Id = _part.GetIdOfPart(table) }) { Count = 1 });
        _writer.WriteEndElement();
        _writer.Close();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static TableColumn Definition(WorkbookColumn column, uint id)
    {
        var definition = new TableColumn { Id = id, Name = column.Name };
        if (column.Formula is { } formula)
        {
            definition.CalculatedColumnFormula = new CalculatedColumnFormula(formula);
        }

        return definition;
    }

    private static string Letters(int column)
    {
        string letters = "";
        for (; column > 0; column = (column - 1) / 26)
        {
            letters = (char)('A' + ((column - 1) % 26)) + letters;
        }

        return letters;
    }

    private void WriteCell(WorkbookColumn column, object? value)
    {
        if (column.Formula is { } formula)
        {
            _writer.WriteElement(new Cell
            {
                CellFormula = new CellFormula(formula),
                CellValue = new CellValue((string?)value ?? ""),
                DataType = CellValues.String,
            });
            return;
        }

        switch (value)
        {
            case null:
            case double and (double.NaN or double.PositiveInfinity or double.NegativeInfinity):
                _writer.WriteElement(new Cell());
                break;
            case double or int or long:
                WriteNumber(((IFormattable)value).ToString("R", CultureInfo.InvariantCulture), column.Style);
                break;
            case DateOnly date:
                WriteNumber(Serial(date.ToDateTime(TimeOnly.MinValue)), WorkbookStyle.Date);
                break;
            case DateTimeOffset time:
                WriteNumber(Serial(time.UtcDateTime), WorkbookStyle.Time);
                break;
            case bool flag:
                _writer.WriteElement(new Cell { CellValue = new CellValue(flag), DataType = CellValues.Boolean });
                break;
            default:
                WriteText((string)value);
                break;
        }
    }

    private static string Serial(DateTime time) => time.ToOADate().ToString("R", CultureInfo.InvariantCulture);

    private void WriteNumber(string number, WorkbookStyle style) =>
        _writer.WriteElement(new Cell { CellValue = new CellValue(number), StyleIndex = (uint)style });

    private void WriteText(string text) => _writer.WriteElement(new Cell
    {
        DataType = CellValues.InlineString,
        InlineString = new InlineString(new Text(Storable(text)) { Space = SpaceProcessingModeValues.Preserve }),
    });

    private static string Storable(string text) => XmlText.Storable(text.Length > MostCharacters ? text[..MostCharacters] : text);
}
