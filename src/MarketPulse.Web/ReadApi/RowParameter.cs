using MarketPulse.Core.Contract;

namespace MarketPulse.Web.ReadApi;

/// <summary>A query parameter that narrows a resource.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Column">The column it looks at.</param>
/// <param name="Kind">How.</param>
/// <param name="Description">What it means, in one sentence.</param>
/// <param name="Example">A value that it takes.</param>
internal sealed record RowParameter(string Name, RowColumn Column, RowParameterKind Kind, string Description, string Example)
{
    private static readonly (string Name, string Column, RowParameterKind Kind, string Description)[] Known =
    [
        ("symbol", "symbol", RowParameterKind.Equal, "Only this instrument."),
        ("event", "eventid", RowParameterKind.Equal, "Only this event."),
        ("window", "windowkey", RowParameterKind.Equal, "Only this window, by its key."),
        ("horizon", "horizon", RowParameterKind.Equal, "Only this horizon."),
        ("stance", "stance", RowParameterKind.Equal, "Only this stance."),
        ("status", "status", RowParameterKind.Equal, "Only this status."),
        ("link", "link", RowParameterKind.Equal, "Only this link between event and instrument."),
        ("scope", "scope", RowParameterKind.Equal, "Only this scope."),
        ("kind", "kind", RowParameterKind.Equal, "Only this kind."),
        ("value", "value", RowParameterKind.Equal, "Only this value of the scope or kind."),
        ("min_score", "adjusted_score", RowParameterKind.MinAbsolute, "Only rows whose adjusted score is at least this, either sign."),
        ("modified_since", "modifiedutc", RowParameterKind.From, "Only rows written at or after this UTC time; late reports change months that readers have closed."),
    ];

    /// <summary>The parameters of a resource: every known one whose column it has, and the range of its time.</summary>
    /// <param name="schema">The resource's rows.</param>
    /// <param name="time">The column that <c>from</c> and <c>to</c> look at; null when the rows have no time.</param>
    /// <param name="hasAsOf">Whether the rows can be read as they were known at a moment.</param>
    public static IReadOnlyList<RowParameter> Of(RowSchema schema, RowColumn? time, bool hasAsOf)
    {
        var parameters = new List<RowParameter>();
        if (hasAsOf)
        {
            RowColumn written = schema.Columns.First(column => column.Name == "modifiedutc");
            parameters.Add(new RowParameter(
                "asof", written, RowParameterKind.AsOf, "The rows as they were known at this UTC time: without later reports, revisions and bars.", written.Example));
        }

        if (time is not null)
        {
            parameters.Add(new RowParameter("from", time, RowParameterKind.From, "Only rows at or after this UTC time.", "2025-06-01"));
            parameters.Add(new RowParameter("to", time, RowParameterKind.To, "Only rows before this UTC time.", "2025-07-01T00:00:00Z"));
        }

        foreach ((string name, string columnName, RowParameterKind kind, string description) in Known)
        {
            if (schema.Columns.FirstOrDefault(column => column.Name == columnName) is { } column
                && !(column.Property.PropertyType == typeof(Core.Events.EventStatus)))
            {
                parameters.Add(new RowParameter(name, column, kind, description, kind == RowParameterKind.MinAbsolute ? "95" : column.Example));
            }
        }

        return parameters;
    }
}

/// <summary>How a parameter narrows a resource.</summary>
internal enum RowParameterKind
{
    /// <summary>The column equals it.</summary>
    Equal,

    /// <summary>The column is at or after it.</summary>
    From,

    /// <summary>The column is before it.</summary>
    To,

    /// <summary>The rows are read as they were known at it.</summary>
    AsOf,

    /// <summary>The column is at least as far from zero.</summary>
    MinAbsolute,
}
