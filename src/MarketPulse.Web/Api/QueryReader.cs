using System.Globalization;
using MarketPulse.Core.Contract;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>Reads a query string by the parameters that an endpoint knows, and collects what is wrong with it: a value, a repetition, or a name it does not know.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    /// <summary>Longest value of a text parameter, in UTF-16 units.</summary>
    public const int MaxText = 128;

    private static readonly string[] TimeFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, string> _errors = new(StringComparer.Ordinal);

    /// <summary>A text, or null when absent.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        if (!query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues values) || values.Count == 0)
        {
            return null;
        }

        if (values.Count > 1)
        {
            _errors[name] = "stands more than once.";
            return null;
        }

        string text = values[0] ?? "";
        if (text.Length is 0 or > MaxText || text.Any(char.IsControl))
        {
            _errors[name] = $"must be 1 to {MaxText} characters without control characters.";
            return null;
        }

        return text;
    }

    /// <summary>A moment, UTC unless it says otherwise; a date alone means its first moment.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time))
        {
            return time;
        }

        _errors[name] = "must be a UTC time such as 2025-06-02 or 2025-06-02T12:00:00Z.";
        return null;
    }

    /// <summary>A code of an enum.</summary>
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

    /// <summary>What is wrong, once every parameter was read; null when nothing is.</summary>
    public Problem? Problem()
    {
        // The Functions host takes its key from the query string too.
        foreach (string name in query.Keys.Where(name => !_known.Contains(name) && name != "code"))
        {
            _errors[name] = $"is not known here; known are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.";
        }

        return _errors.Count == 0
            ? null
            : new Problem { Status = StatusCodes.Status400BadRequest, Detail = string.Join(' ', _errors.Select(e => $"{e.Key} {e.Value}")), Errors = _errors };
    }
}
