namespace MarketPulse.Core.Contract;

/// <summary>
/// The exact name under which a row's property is published: as a table column, API field and OData property.
/// Commands print the same value under the property's name in snake_case. The property's XML summary documents the column.
/// </summary>
/// <param name="name">Lower-case column name, e.g. <c>car_pct</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ColumnAttribute(string name) : Attribute
{
    /// <summary>The published name, lower case.</summary>
    public string Name { get; } = name;

    /// <summary>The unit of the value, e.g. <c>percent</c>, <c>fraction</c>, <c>utc</c>; empty for codes and text.</summary>
    public string Unit { get; init; } = "";

    /// <summary>A sample value, for the example in the published contract.</summary>
    public string Example { get; init; } = "";

    /// <summary>Whether the stored row has the column; false for what depends on when the row is read.</summary>
    public bool IsStored { get; init; } = true;
}
