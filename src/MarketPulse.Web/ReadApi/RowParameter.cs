using MarketPulse.Core.Contract;

namespace MarketPulse.Web.ReadApi;

/// <summary>A query parameter that filters a resource.</summary>
/// <param name="Name">Name of the parameter.</param>
/// <param name="Column">The column that it filters.</param>
/// <param name="Kind">How it filters.</param>
/// <param name="Description">Its meaning in one sentence.</param>
/// <param name="Example">A valid value.</param>
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
        ("what", "what", RowParameterKind.Equal, "Only this kind of date."),
        ("scope", "scope", RowParameterKind.Equal, "Only this scope."),
        ("kind", "kind", RowParameterKind.Equal, "Only this kind."),
        ("value", "value", RowParameterKind.Equal, "Only this value of the scope or kind."),
        ("min_score", "adjusted_score", RowParameterKind.MinAbsolute, "Only rows whose adjusted score is at least this, of either sign."),
        (
            "modified_since", "modifiedutc", RowParameterKind.From,
            "Only rows written at or after this UTC time; late reports change old rows."),
    ];

    /// <summary>The parameters of a resource: each known one whose column the resource has, and the time range.</summary>
    /// <param name="schema">Columns of the resource.</param>
    /// <param name="time">The column that <c>from</c> and <c>to</c> filter; null when the rows have no time.</param>
    /// <param name="hasAsOf">Whether the rows can be read as of a past moment.</param>
    public static IReadOnlyList<RowParameter> ForFeed(RowSchema schema, RowColumn? time, bool hasAsOf)
    {
        var parameters = new List<RowParameter>();
        if (hasAsOf)
        {
            RowColumn written = schema.Columns.First(column => column.Name == "modifiedutc");
            parameters.Add(new RowParameter(
                "asof", written, RowParameterKind.AsOf, "The rows as of this UTC time: without later reports, revisions and bars.",
                written.Example));
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
                parameters.Add(
                    new RowParameter(name, column, kind, description, kind == RowParameterKind.MinAbsolute ? "95" : column.Example));
            }
        }

        return parameters;
    }
}

/// <summary>How a parameter filters a resource.</summary>
internal enum RowParameterKind
{
    /// <summary>Rows whose column equals the value.</summary>
    Equal,

    /// <summary>Rows whose column is at or after the value.</summary>
    From,

    /// <summary>Rows whose column is before the value.</summary>
    To,

    /// <summary>Rows as of the value, a past moment.</summary>
    AsOf,

    /// <summary>Rows whose column is at least that far from zero.</summary>
    MinAbsolute,
}
