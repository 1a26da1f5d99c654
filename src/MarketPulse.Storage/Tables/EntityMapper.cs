using System.Linq.Expressions;
using System.Reflection;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Maps a row record to a table entity and back, by its <see cref="ColumnAttribute"/>s. A null text is stored as the empty text, so that
/// text columns are always present; any other null omits its column. A number that is not finite is refused, because readers would see
/// another value.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class EntityMapper<T>
    where T : TableRow
{
    private readonly Func<T> _create;
    private readonly Column[] _columns;

    private EntityMapper()
    {
        RowSchema schema = RowSchema.Of<T>();
        Table = schema.Table;
        _create = Expression.Lambda<Func<T>>(Expression.New(typeof(T))).Compile();
        _columns = [.. schema.Columns.Where(column => column.IsStored).Select(MakeColumn)];
    }

    /// <summary>The mapper of the record.</summary>
    public static EntityMapper<T> Instance { get; } = new();

    /// <summary>Name of the table.</summary>
    public string Table { get; }

    /// <summary>Converts a row to an entity with the row's own key and the time of writing.</summary>
    public TableEntity ToEntity(T row, DateTimeOffset modified) => ToEntity(row, row.PartitionKey, row.RowKey, modified);

    /// <summary>Converts a row to an entity with another key.</summary>
    public TableEntity ToEntity(T row, string partitionKey, string rowKey, DateTimeOffset modified)
    {
        var entity = new TableEntity(TableKey.Encode(partitionKey), TableKey.Encode(rowKey));
        foreach (Column column in _columns)
        {
            column.Write(row, entity);
        }

        entity[ColumnNames.ModifiedUtc] = modified.ToUniversalTime();
        return entity;
    }

    /// <summary>Converts an entity to a row. Absent columns keep the record's defaults.</summary>
    /// <exception cref="FormatException">The value of a column does not fit its type.</exception>
    public T FromEntity(TableEntity entity)
    {
        T row = _create();
        foreach (Column column in _columns)
        {
            column.Read(entity, row);
        }

        return row;
    }

    private Column MakeColumn(RowColumn column)
    {
        Type type = Nullable.GetUnderlyingType(column.Property.PropertyType) ?? column.Property.PropertyType;
        MethodInfo make = typeof(EntityMapper<T>).GetMethod(nameof(MakeTyped), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(column.Property.PropertyType);
        return (Column)make.Invoke(null, [column, column.IsNullable ? ColumnValue.ForNullable(type) : ColumnValue.For(type)])!;
    }

    private static TypedColumn<TValue> MakeTyped<TValue>(RowColumn column, ColumnValue value) =>
        new(
            column.Name,
            value,
            column.Property.GetMethod!.CreateDelegate<Func<T, TValue>>(),
            column.Property.SetMethod?.CreateDelegate<Action<T, TValue>>());

    private abstract class Column
    {
        public abstract void Write(T row, TableEntity entity);

        public abstract void Read(TableEntity entity, T row);
    }

    private sealed class TypedColumn<TValue>(string name, ColumnValue value, Func<T, TValue> get, Action<T, TValue>? set) : Column
    {
        public override void Write(T row, TableEntity entity)
        {
            object? stored;
            try
            {
                stored = value.ToStored(get(row));
            }
            catch (FormatException e)
            {
                throw RowRefused.Because(EntityMapper<T>.Instance.Table, entity, $"column '{name}': {e.Message}", e);
            }

            if (stored is not null)
            {
                entity[name] = stored;
            }
        }

        public override void Read(TableEntity entity, T row)
        {
            if (set is null || !entity.TryGetValue(name, out object? stored) || stored is null)
            {
                return;
            }

            try
            {
                set(row, (TValue)value.FromStored(stored)!);
            }
            catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException)
            {
                throw new FormatException(
                    $"Row '{entity.PartitionKey}' / '{entity.RowKey}' of table {EntityMapper<T>.Instance.Table}, "
                    + $"column '{name}': {e.Message}",
                    e);
            }
        }
    }
}
