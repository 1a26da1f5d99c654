using System.Reflection;
using MarketPulse.Core.Contract;
using MarketPulse.Web.Rows;

namespace MarketPulse.Local.Printing;

/// <summary>A named column of JSON and CSV output.</summary>
/// <param name="Name">The name, in snake_case.</param>
/// <param name="Value">Returns the value: a scalar, a list or a record.</param>
internal sealed record DataColumn<T>(string Name, Func<T, object?> Value);

/// <summary>A column of a printed table.</summary>
/// <param name="Title">Column heading.</param>
/// <param name="Text">Returns the text of a cell.</param>
internal sealed record ViewColumn<T>(string Title, Func<T, string?> Text)
{
    /// <summary>Whether cells are right-aligned, like numbers.</summary>
    public bool Right { get; init; }

    /// <summary>Whether long text may wrap; other cells stay on one line.</summary>
    public bool Wraps { get; init; }

    /// <summary>0 for a column that is always shown; of the others, those with the lowest are shown first, as far as they fit.</summary>
    public int DropOrder { get; init; }

    /// <summary>Whether the column only draws what another one says, so that leaving it out is not worth a remark.</summary>
    public bool Draws { get; init; }

    /// <summary>Colour or style of a cell, as Spectre markup such as <c>red</c>; null for none.</summary>
    public Func<T, string?>? Style { get; init; }
}

/// <summary>Rows to print: all columns in JSON and CSV, a readable selection in a table.</summary>
internal abstract class RowSet
{
    /// <summary>Name of the member that holds the rows in a JSON document of several sets.</summary>
    public required string Name { get; init; }

    /// <summary>Heading above the table.</summary>
    public string Title { get; init; } = "";

    public abstract IReadOnlyList<string> DataNames { get; }

    public abstract IEnumerable<IReadOnlyList<object?>> DataRows();

    public abstract IReadOnlyList<ViewHeading> ViewHeadings { get; }

    public abstract IEnumerable<IReadOnlyList<ViewCell>> ViewRows();

    /// <summary>Writes the rows as a Parquet file with the published columns of their type.</summary>
    public abstract Task WriteParquetAsync(Stream target);

    /// <summary>Rows of a record type. The data columns are its published columns, or its public properties if it has none.</summary>
    public static RowSet Create<T>(
        string name,
        IEnumerable<T> rows,
        IReadOnlyList<ViewColumn<T>>? view = null,
        IReadOnlyList<DataColumn<T>>? data = null,
        string title = "")
        where T : notnull
    {
        data ??= DefaultColumns<T>();
        view ??=
        [
            .. data.Select(
                (column, index) => new ViewColumn<T>(column.Name, row => CellText.ForTable(column.Value(row))) { DropOrder = index }),
        ];
        return new Rows<T>(rows, data, view) { Name = name, Title = title };
    }

    private static IReadOnlyList<DataColumn<T>> DefaultColumns<T>()
        where T : notnull
    {
        IReadOnlyList<RowColumn> published = RowSchema.Of<T>().Columns;
        return published.Count > 0
            ? [.. published.Select(column => new DataColumn<T>(column.SnakeName, row => column.Read(row)))]
            : [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => new DataColumn<T>(Codes.Snake(property.Name), row => property.GetValue(row)))];
    }

    private sealed class Rows<T>(IEnumerable<T> rows, IReadOnlyList<DataColumn<T>> data, IReadOnlyList<ViewColumn<T>> view) : RowSet
        where T : notnull
    {
        public override IReadOnlyList<string> DataNames => [.. data.Select(column => column.Name)];

        public override IReadOnlyList<ViewHeading> ViewHeadings =>
            [.. view.Select(column => new ViewHeading(column.Title, column.Right, column.Wraps, column.DropOrder, column.Draws))];

        public override IEnumerable<IReadOnlyList<object?>> DataRows() =>
            rows.Select(row => data.Select(column => column.Value(row)).ToList());

        public override async Task WriteParquetAsync(Stream target)
        {
            await using ParquetFile<T> file = await ParquetFile<T>.CreateAsync(
                target, columns: null, static column => column.SnakeName, CancellationToken.None);
            foreach (T[] group in rows.Chunk(ParquetFile<T>.RowsPerGroup))
            {
                await file.WriteGroupAsync(group, CancellationToken.None);
            }
        }

        public override IEnumerable<IReadOnlyList<ViewCell>> ViewRows() =>
            rows.Select(row => view.Select(column => new ViewCell(column.Text(row) ?? "", column.Style?.Invoke(row))).ToList());
    }
}

/// <summary>A table column, independent of the type of the rows.</summary>
internal readonly record struct ViewHeading(string Title, bool Right, bool Wraps, int DropOrder, bool Draws);

/// <summary>A table cell: plain text and its style.</summary>
internal readonly record struct ViewCell(string Text, string? Style);
