using MarketPulse.Core.Contract;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.ReadApi;

/// <summary>A request for rows of a resource.</summary>
internal sealed record RowRequest
{
    /// <summary>Largest page.</summary>
    public const int MaxLimit = 5000;

    /// <summary>Conditions on columns.</summary>
    public IReadOnlyList<ColumnCondition> Conditions { get; init; } = [];

    /// <summary>Minimum distance of a column from zero; null for none.</summary>
    public (RowColumn Column, double Least)? MinAbsolute { get; init; }

    /// <summary>The moment whose knowledge is requested; null for what is known now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The requested columns; null for all.</summary>
    public IReadOnlyList<RowColumn>? Columns { get; init; }

    /// <summary>
    /// The columns that the store must read: the requested ones and those that the rows are filtered by; null for all, also when one of
    /// them is computed from others.
    /// </summary>
    public IReadOnlyList<RowColumn>? ColumnsToRead => Columns is null
        ? null
        : RowResource.StoredOnly(Columns
            .Concat(Conditions.Select(condition => condition.Column))
            .Concat(MinAbsolute is { } least ? [least.Column] : []));

    /// <summary>Rows per page; null for everything in one response.</summary>
    public int? Limit { get; init; }

    /// <summary>Position after which to continue; null for the beginning.</summary>
    public string? After { get; init; }

    /// <summary>The query without page size and format, which a continuation token belongs to.</summary>
    public string Query { get; init; } = "";

    /// <summary>Reads the parameters of <paramref name="resource"/>; errors are collected in <paramref name="query"/>.</summary>
    public static RowRequest Read(RowResource resource, QueryReader query, IQueryCollection raw)
    {
        var conditions = new List<ColumnCondition>();
        (RowColumn Column, double Least)? least = null;
        DateTimeOffset? asOf = null;
        foreach (RowParameter parameter in resource.Parameters)
        {
            switch (parameter.Kind)
            {
                case RowParameterKind.Equal when query.Value(parameter.Name, parameter.Column) is { } value:
                    conditions.Add(new ColumnCondition(parameter.Column, Comparison.Equal, value));
                    break;
                case RowParameterKind.From when query.Time(parameter.Name) is { } time:
                    conditions.Add(Bound(parameter.Column, Comparison.AtLeast, time));
                    break;
                case RowParameterKind.To when query.Time(parameter.Name) is { } time:
                    conditions.Add(Bound(parameter.Column, Comparison.Below, time));
                    break;
                case RowParameterKind.AsOf when query.Time(parameter.Name) is { } moment:
                    asOf = moment;
                    break;
                case RowParameterKind.MinAbsolute when query.Number(parameter.Name, 0, 100) is { } number:
                    least = (parameter.Column, number);
                    break;
            }
        }

        IReadOnlyList<RowColumn>? columns = query.Columns("select", resource.Schema);
        int? limit = query.Count("limit", MaxLimit);
        string text = string.Join('&', raw
            .Where(pair => pair.Key is not ("limit" or "continuation" or "format" or "code" or "select"))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}")
            .Prepend(resource.Path));
        string? after = null;
        if (query.Text("continuation", maxLength: 2048) is { } token && (after = Continuation.Read(text, token)) is null)
        {
            query.Refuse("continuation", "does not belong to this query; start again without it.");
        }

        return new RowRequest
        {
            Conditions = conditions,
            MinAbsolute = least,
            AsOf = asOf,
            Columns = columns,
            Limit = limit ?? (after is null ? null : MaxLimit),
            After = after,
            Query = text,
        };
    }

    /// <summary>Whether a row matches all conditions.</summary>
    public bool Matches(object row) =>
        Conditions.All(condition => condition.Matches(row))
        && (MinAbsolute is not { } least || (least.Column.Read(row) is double value && Math.Abs(value) >= least.Least));

    // A date is at or after a moment if 00:00 UTC of that date is.
    private static ColumnCondition Bound(RowColumn column, Comparison comparison, DateTimeOffset time)
    {
        Type type = Nullable.GetUnderlyingType(column.Property.PropertyType) ?? column.Property.PropertyType;
        if (type != typeof(DateOnly))
        {
            return new ColumnCondition(column, comparison, time);
        }

        var date = DateOnly.FromDateTime(time.UtcDateTime);
        return new ColumnCondition(
            column, comparison, time.UtcDateTime.TimeOfDay == TimeSpan.Zero || date == DateOnly.MaxValue ? date : date.AddDays(1));
    }
}
