using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Queries;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.ReadApi;

/// <summary>
/// Reads the parameters of an endpoint from a query string, and collects errors: bad values, repetitions, and unknown names.
/// </summary>
internal sealed class QueryReader(IQueryCollection query)
{
    /// <summary>Longest value of a text parameter, in UTF-16 units.</summary>
    public const int MaxText = 128;

    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, string> _errors = new(StringComparer.Ordinal);

    /// <summary>A text, or null when absent.</summary>
    public string? Text(string name, int maxLength = MaxText)
    {
        _known.Add(name);
        if (!query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues values) || values.Count == 0)
        {
            return null;
        }

        if (values.Count > 1)
        {
            _errors[name] = "is given more than once.";
            return null;
        }

        string text = values[0] ?? "";
        if (text.Length == 0 || text.Length > maxLength || text.Any(char.IsControl))
        {
            _errors[name] = $"must be 1 to {maxLength} characters without control characters.";
            return null;
        }

        return text;
    }

    /// <summary>A moment, in UTC unless it has an offset; a date alone means 00:00 UTC.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Parse(text) is { } time)
        {
            return time;
        }

        _errors[name] = "must be a UTC time such as 2025-06-02 or 2025-06-02T12:00:00Z.";
        return null;
    }

    /// <summary>Texts separated by commas; empty when absent.</summary>
    public IReadOnlyList<string> List(string name, int most)
    {
        if (Text(name, most * MaxText) is not { } text)
        {
            return [];
        }

        string[] items = [.. text.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
        return items.Length <= most && Array.TrueForAll(items, item => item.Length is > 0 and <= MaxText)
            ? items
            : Refuse<string[]>(name, $"must be 1 to {most} items of 1 to {MaxText} characters, separated by commas.") ?? [];
    }

    /// <summary>Moments to study, required and separated by commas: dates, or UTC times.</summary>
    public IReadOnlyList<StudyMoment> Moments(string name, int most)
    {
        const int DateLength = 10;
        var moments = new List<StudyMoment>();
        foreach (string item in List(name, most))
        {
            if (Parse(item) is not { } time)
            {
                _errors[name] = $"names '{item}'; give dates or UTC times such as 2018-03-22,2018-06-15T12:00:00Z.";
                return [];
            }

            moments.Add(new StudyMoment(item, time, IsDate: item.Length == DateLength));
        }

        if (moments.Count == 0 && !_errors.ContainsKey(name))
        {
            _errors[name] = $"is required: 1 to {most} dates or UTC times, separated by commas.";
        }

        return moments;
    }

    /// <summary>A code of an enum; null when absent.</summary>
    public T? Code<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Codes<T>.TryParse(text, out T value))
        {
            return value;
        }

        _errors[name] = $"must be one of {string.Join(", ", Codes<T>.All)}.";
        return null;
    }

    /// <summary>One of the given words; null when absent.</summary>
    public string? OneOf(string name, IReadOnlyList<string> words) => Text(name) switch
    {
        { } text when !words.Contains(text, StringComparer.Ordinal) => Refuse<string>(name, $"must be one of {string.Join(", ", words)}."),
        var text => text,
    };

    /// <summary>A value of a column: a code of its enum, or text.</summary>
    public object? Value(string name, RowColumn column)
    {
        Type type = Nullable.GetUnderlyingType(column.Property.PropertyType) ?? column.Property.PropertyType;
        if (!type.IsEnum || Text(name) is not { } text)
        {
            return Text(name);
        }

        string[] codes = [.. Enum.GetNames(type).Select(Codes.Snake)];
        if (codes.Contains(text))
        {
            return text;
        }

        _errors[name] = $"must be one of {string.Join(", ", codes)}.";
        return null;
    }

    /// <summary>A number in a range; null when absent.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        const NumberStyles Signed = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (double.TryParse(text, Signed, CultureInfo.InvariantCulture, out double number)
            && number >= least && number <= most)
        {
            return number;
        }

        _errors[name] = string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}.");
        return null;
    }

    /// <summary>A count from 1 to <paramref name="most"/>; null when absent.</summary>
    public int? Count(string name, int most) => Number(name, 1, most) switch
    {
        null => null,
        { } number when number == Math.Floor(number) => (int)number,
        _ => Refuse<int?>(name, $"must be a whole number from 1 to {most}."),
    };

    /// <summary>Columns by their names, separated by commas.</summary>
    public IReadOnlyList<RowColumn>? Columns(string name, RowSchema schema)
    {
        if (Text(name, maxLength: 2048) is not { } text)
        {
            return null;
        }

        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        string? unknown = names.FirstOrDefault(column => schema.Columns.All(known => known.Name != column));
        return unknown is null
            ? [.. names.Distinct(StringComparer.Ordinal).Select(column => schema.Columns.First(known => known.Name == column))]
            : Refuse<IReadOnlyList<RowColumn>?>(name, $"names '{unknown}', which is not a column of {schema.Table}.");
    }

    /// <summary>Adds an error for a parameter.</summary>
    public void Refuse(string name, string why) => _errors[name] = why;

    /// <summary>The errors, after all parameters have been read; null when there are none.</summary>
    public Problem? Problem()
    {
        // The Functions host also accepts its key in the query string.
        foreach (string name in query.Keys.Where(name => !_known.Contains(name) && name != "code"))
        {
            _errors[name] = $"is not a parameter here; the parameters are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.";
        }

        return _errors.Count == 0
            ? null
            : new Problem
            {
                Status = StatusCodes.Status400BadRequest,
                Detail = string.Join(' ', _errors.Select(e => $"{e.Key} {e.Value}")),
                Errors = _errors,
            };
    }

    private static DateTimeOffset? Parse(string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time) ? time : null;
    }

    private T? Refuse<T>(string name, string why)
    {
        _errors[name] = why;
        return default;
    }
}
