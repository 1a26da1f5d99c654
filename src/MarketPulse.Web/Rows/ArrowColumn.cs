using Apache.Arrow;
using Apache.Arrow.Types;
using MarketPulse.Core.Contract;
using MarketPulse.Web.Documents;

namespace MarketPulse.Web.Rows;

/// <summary>A column of an Arrow stream: its type, and how an array of its values is made from rows.</summary>
internal sealed class ArrowColumn
{
    private static readonly TimestampType Utc = new(TimeUnit.Microsecond, "UTC");

    private readonly Func<IEnumerable<object?>, IArrowArray> _build;
    private readonly RowColumn _column;

    private ArrowColumn(RowColumn column, IArrowType type, Func<IEnumerable<object?>, IArrowArray> build)
    {
        Field = new Field(column.Name, type, nullable: true, ColumnMetadata.Of(column));
        _column = column;
        _build = build;
    }

    /// <summary>The field in the schema of the stream, with unit and meaning.</summary>
    public Field Field { get; }

    /// <summary>The values of a batch of rows.</summary>
    public IArrowArray Build(object[] rows) => _build(rows.Select(_column.Read));

    /// <summary>Chooses the Arrow type for a published column, as <see cref="ParquetColumn"/> chooses that of Parquet.</summary>
    public static ArrowColumn Create(RowColumn column) => Contract.TypeOf(column) switch
    {
        "double" => new ArrowColumn(column, DoubleType.Default, static values => Fill(
            new DoubleArray.Builder(), values, static value => (double)value is var number && double.IsFinite(number) ? number : null)),
        "int32" => new ArrowColumn(column, Int32Type.Default, static values => Fill(
            new Int32Array.Builder(), values, static value => (int)value)),
        "int64" => new ArrowColumn(column, Int64Type.Default, static values => Fill(
            new Int64Array.Builder(), values, static value => (long)value)),
        "boolean" => new ArrowColumn(column, BooleanType.Default, static values => Fill(
            new BooleanArray.Builder(), values, static value => (bool)value)),
        "date" => new ArrowColumn(column, Date32Type.Default, static values => Fill<DateTime, Date32Array, Date32Array.Builder>(
            new Date32Array.Builder(), values, static value => ((DateOnly)value).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))),
        "datetime" => new ArrowColumn(column, Utc, static values => Fill(
            new TimestampArray.Builder(Utc), values, static value => (DateTimeOffset)value)),
        _ => new ArrowColumn(column, StringType.Default, static values => new StringArray.Builder()
            .AppendRange(values.Select(static value => (string?)ColumnCondition.Published(value))).Build()),
    };

    private static TArray Fill<T, TArray, TBuilder>(
        IArrowArrayBuilder<T, TArray, TBuilder> builder, IEnumerable<object?> values, Func<object, T?> convert)
        where T : struct
        where TArray : IArrowArray
        where TBuilder : IArrowArrayBuilder<TArray>
    {
        foreach (object? value in values)
        {
            if (value is not null && convert(value) is { } converted)
            {
                builder.Append(converted);
            }
            else
            {
                builder.AppendNull();
            }
        }

        return builder.Build(allocator: null);
    }
}
