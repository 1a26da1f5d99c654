using MarketPulse.Core.Contract;

namespace MarketPulse.Web.Report;

/// <summary>A column of a sheet.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Value">The value of a row, or the result of the formula.</param>
/// <param name="Style">Format of its numbers.</param>
/// <param name="Formula">The formula of every cell; null for values.</param>
internal sealed record WorkbookColumn(
    string Name, Func<object, object?> Value, WorkbookStyle Style = WorkbookStyle.General, string? Formula = null)
{
    private const double Narrow = 12, Wide = 22, Broad = 60;

    /// <summary>Width in characters.</summary>
    public double Width => Name switch
    {
        "headline" or "meaning" => Broad,
        _ when Formula is not null || Name.EndsWith("id", StringComparison.Ordinal) || Name.EndsWith("utc", StringComparison.Ordinal) =>
            Wide,
        _ => Math.Max(Narrow, Name.Length + 3),
    };

    /// <summary>The published columns of a row type.</summary>
    public static IEnumerable<WorkbookColumn> Published(RowSchema schema) => schema.Columns.Select(column => new WorkbookColumn(
        column.Name,
        row => ColumnCondition.Published(column.Read(row)),
        StyleOf(column)));

    private static WorkbookStyle StyleOf(RowColumn column)
    {
        Type type = Nullable.GetUnderlyingType(column.Property.PropertyType) ?? column.Property.PropertyType;
        return type != typeof(double) ? WorkbookStyle.General
            : column.Unit is "probability" or "fraction" ? WorkbookStyle.ThreeDigits
            : WorkbookStyle.TwoDigits;
    }
}

/// <summary>Format of a cell: its index in the styles of the workbook.</summary>
internal enum WorkbookStyle
{
    /// <summary>As Excel shows it.</summary>
    General,

    /// <summary>Two decimals.</summary>
    TwoDigits,

    /// <summary>Three decimals.</summary>
    ThreeDigits,

    /// <summary>A date.</summary>
    Date,

    /// <summary>A date and a time, UTC.</summary>
    Time,
}
