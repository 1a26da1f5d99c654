namespace MarketPulse.Core.Contract;

/// <summary>Names the table that holds rows of this type.</summary>
/// <param name="name">Lower-case table name, e.g. <c>impactscores</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TableAttribute(string name) : Attribute
{
    /// <summary>The table's name, lower case.</summary>
    public string Name { get; } = name;
}
