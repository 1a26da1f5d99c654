using System.Reflection;

namespace MarketPulse.Core.Contract;

/// <summary>
/// The published columns of a row type, read once from its <see cref="ColumnAttribute"/>s. Storage, API, OData and commands all work from
/// it.
/// </summary>
public sealed class RowSchema
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, RowSchema> Cache = new();

    private RowSchema(Type type)
    {
        RowType = type;
        Table = type.GetCustomAttribute<TableAttribute>()?.Name ?? "";
        var nullability = new NullabilityInfoContext();
        Columns =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => (property, column: property.GetCustomAttribute<ColumnAttribute>()))
                .Where(pair => pair.column is not null)
                .OrderBy(pair => Depth(pair.property.DeclaringType!, type))
                .Select(pair => new RowColumn(
                    pair.column!.Name,
                    Codes.Snake(pair.property.Name),
                    pair.property,
                    pair.column.Unit,
                    pair.column.Example,
                    Nullable.GetUnderlyingType(pair.property.PropertyType) is not null
                        || nullability.Create(pair.property).ReadState == NullabilityState.Nullable)
                {
                    IsStored = pair.column.IsStored,
                }),
        ];
    }

    /// <summary>The record type.</summary>
    public Type RowType { get; }

    /// <summary>The table's name, or an empty string for rows that are only printed.</summary>
    public string Table { get; }

    /// <summary>The columns: the type's own first, in the order they are declared, then those that every row has.</summary>
    public IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>The schema of <typeparamref name="T"/>.</summary>
    public static RowSchema Of<T>() => Of(typeof(T));

    /// <summary>The schema of <paramref name="type"/>.</summary>
    public static RowSchema Of(Type type) => Cache.GetOrAdd(type, static t => new RowSchema(t));

    private static int Depth(Type declaring, Type type)
    {
        int depth = 0;
        for (Type? t = type; t is not null && t != declaring; t = t.BaseType)
        {
            depth++;
        }

        return depth;
    }
}

/// <summary>One published column.</summary>
/// <param name="Name">Name in tables, API, OData and BI files.</param>
/// <param name="SnakeName">Name in what commands print.</param>
/// <param name="Property">The record's property.</param>
/// <param name="Unit">Unit of the value; empty for codes and text.</param>
/// <param name="Example">A sample value.</param>
/// <param name="IsNullable">Whether the value may be null: left out of the stored row, but written explicitly by the HTTP API.</param>
public sealed record RowColumn(string Name, string SnakeName, PropertyInfo Property, string Unit, string Example, bool IsNullable)
{
    /// <summary>Whether the stored row has the column; false for what depends on when the row is read.</summary>
    public bool IsStored { get; init; } = true;

    /// <summary>The value of the column in <paramref name="row"/>.</summary>
    public object? Read(object row) => Property.GetValue(row);
}
