using MarketPulse.Core.Contract;
using MarketPulse.Web.Documents;
using Parquet;
using Parquet.Schema;

namespace MarketPulse.Web.Rows;

/// <summary>A column of a Parquet file: its type, and how its values are read from rows.</summary>
internal abstract class ParquetColumn
{
    private ParquetColumn(RowColumn column, DataField field)
    {
        Column = column;
        Field = field;
        Metadata = ColumnMetadata.Of(column);
    }

    /// <summary>The field in the file's schema.</summary>
    public DataField Field { get; }

    /// <summary>Unit and meaning.</summary>
    public Dictionary<string, string> Metadata { get; }

    /// <summary>The published column.</summary>
    protected RowColumn Column { get; }

    /// <summary>Writes the values of a group of rows.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, object[] rows, CancellationToken cancellationToken);

    /// <summary>Chooses the Parquet type for a published column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="name">Its name in the file.</param>
    public static ParquetColumn Create(RowColumn column, string name)
    {
        Type type = Nullable.GetUnderlyingType(column.Property.PropertyType) ?? column.Property.PropertyType;
        return Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => new Texts(column, name),
            TypeCode.Double => new Values<double>(
                column, Plain<double>(name), static value => (double)value is var number && double.IsFinite(number) ? number : null),
            TypeCode.Int32 => new Values<int>(column, Plain<int>(name), static value => (int)value),
            TypeCode.Int64 => new Values<long>(column, Plain<long>(name), static value => (long)value),
            TypeCode.Boolean => new Values<bool>(column, Plain<bool>(name), static value => (bool)value),
            _ when type == typeof(DateOnly) => new Values<DateOnly>(column, Plain<DateOnly>(name), static value => (DateOnly)value),
            _ when type == typeof(DateTimeOffset) => new Values<DateTime>(
                column,
                new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable: true),
                static value => ((DateTimeOffset)value).UtcDateTime),
            _ => new Texts(column, name),
        };
    }

    private static DataField Plain<T>(string name) => new(name, typeof(T), isNullable: true);

    /// <summary>Numbers, flags, dates and times.</summary>
    private sealed class Values<T>(RowColumn column, DataField field, Func<object, T?> convert) : ParquetColumn(column, field)
        where T : struct
    {
        public override Task WriteAsync(ParquetRowGroupWriter group, object[] rows, CancellationToken cancellationToken)
        {
            T?[] values = Array.ConvertAll(rows, row => Column.Read(row) is { } value ? convert(value) : null);
            return group.WriteAsync<T>(Field, values.AsMemory(), customMetadata: Metadata, cancellationToken: cancellationToken);
        }
    }

    /// <summary>Text, codes and lists of codes.</summary>
    private sealed class Texts(RowColumn column, string name)
        : ParquetColumn(column, new DataField(name, typeof(string), isNullable: true))
    {
        public override Task WriteAsync(ParquetRowGroupWriter group, object[] rows, CancellationToken cancellationToken)
        {
            string?[] values = Array.ConvertAll(rows, row => (string?)ColumnCondition.Published(Column.Read(row)));
            return group.WriteAsync(Field, values!);
        }
    }
}
