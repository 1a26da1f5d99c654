using MarketPulse.Core.Contract;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.ReadApi;

/// <summary>What a caller asks of a resource.</summary>
internal sealed record RowRequest
{
    /// <summary>Largest page.</summary>
    public const int MaxLimit = 5000;

    /// <summary>What columns must hold.</summary>
    public IReadOnlyList<ColumnCondition> Conditions { get; init; } = [];

    /// <summary>Least distance of a column from zero.</summary>
    public (RowColumn Column, double Least)? MinAbsolute { get; init; }

    /// <summary>The moment whose knowledge is asked for; null for what is known now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The columns asked for; null for all.</summary>
    public IReadOnlyList<RowColumn>? Columns { get; init; }

    /// <summary>Rows of a page; null for everything in one answer.</summary>
    public int? Limit { get; init; }

    /// <summary>Position to go on from.</summary>
    public string? After { get; init; }

    /// <summary>The question without page size and format: a continuation belongs to it.</summary>
    public string Question { get; init; } = "";

    /// <summary>Reads the parameters that <paramref name="resource"/> knows; what is wrong is collected in <paramref name="query"/>.</summary>
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
        string question = string.Join('&', raw
            .Where(pair => pair.Key is not ("limit" or "continuation" or "format" or "code" or "select"))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}")
            .Prepend(resource.Path));
        string? after = null;
        if (query.Text("continuation", maxLength: 2048) is { } token && (after = Continuation.Read(question, token)) is null)
        {
            query.Refuse("continuation", "is not one that this question was answered with; start again without it.");
        }

        return new RowRequest
        {
            Conditions = conditions,
            MinAbsolute = least,
            AsOf = asOf,
            Columns = columns,
            Limit = limit ?? (after is null ? null : MaxLimit),
            After = after,
            Question = question,
        };
    }

    /// <summary>Whether a row matches all of it.</summary>
    public bool Matches(object row) =>
        Conditions.All(condition => condition.Matches(row))
        && (MinAbsolute is not { } least || (least.Column.Read(row) is double value && Math.Abs(value) >= least.Least));

    // A date is at or after a moment when its first moment is.
    private static ColumnCondition Bound(RowColumn column, Comparison comparison, DateTimeOffset time)
    {
        Type type = Nullable.GetUnderlyingType(column.Property.PropertyType) ?? column.Property.PropertyType;
        if (type != typeof(DateOnly))
        {
            return new ColumnCondition(column, comparison, time);
        }

        var date = DateOnly.FromDateTime(time.UtcDateTime);
        return new ColumnCondition(column, comparison, time.UtcDateTime.TimeOfDay == TimeSpan.Zero || date == DateOnly.MaxValue ? date : date.AddDays(1));
    }
}
