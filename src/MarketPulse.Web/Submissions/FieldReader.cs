using System.Globalization;
using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;

namespace MarketPulse.Web.Submissions;

/// <summary>Reads the fields of one posted item by name, and collects errors: bad or missing values, and unknown names.</summary>
/// <param name="item">JSON of the item.</param>
/// <param name="prefix">Its position, such as <c>[3]</c>; empty for a single item.</param>
/// <param name="errors">Receives the errors by field.</param>
internal sealed class FieldReader(JsonElement item, string prefix, IDictionary<string, string> errors)
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>A single line of text; null when absent.</summary>
    public string? Line(string name, int maxLength)
    {
        string? text = Text(name, maxLength);
        if (text is not null && text.Any(char.IsControl))
        {
            Wrong(name, "must not contain control characters.");
        }

        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    /// <summary>A text; null when absent.</summary>
    public string? Text(string name, int maxLength)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String || Decode(value) is not { } text)
        {
            Wrong(name, "must be text.");
            return null;
        }

        if (text.Length > maxLength)
        {
            Wrong(name, $"has {text.Length} characters; at most {maxLength} are allowed.");
            return null;
        }

        return text;
    }

    /// <summary>A moment, or a date alone; null when absent.</summary>
    public (DateTimeOffset Time, TimeResolution Resolution)? Time(string name)
    {
        if (Line(name, maxLength: 64) is not { } text)
        {
            return null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return (new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero), TimeResolution.Day);
        }

        // A time without a zone is ambiguous, so it is refused.
        bool hasZone = text[^1] is 'Z' || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal);
        if (hasZone && DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time))
        {
            return (time, TimeResolution.Exact);
        }

        Wrong(name, "must be a time with its zone such as 2025-06-02T12:00Z, or a date such as 2025-06-02.");
        return null;
    }

    /// <summary>A code of an enum, or <paramref name="absent"/>.</summary>
    public T Code<T>(string name, T absent)
        where T : struct, Enum
    {
        if (Line(name, maxLength: 64) is not { } text)
        {
            return absent;
        }

        if (Codes<T>.TryParse(text, out T value))
        {
            return value;
        }

        Wrong(name, $"must be one of {string.Join(", ", Codes<T>.All)}.");
        return absent;
    }

    /// <summary>A number in a range, or <paramref name="absent"/>.</summary>
    public double Number(string name, double min, double max, double absent)
    {
        if (Value(name) is not { } value)
        {
            return absent;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= min && number <= max)
        {
            return number;
        }

        Wrong(name, string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}."));
        return absent;
    }

    /// <summary>Whether a flag is set; false when absent.</summary>
    public bool Flag(string name)
    {
        if (Value(name) is not { } value)
        {
            return false;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.ValueKind == JsonValueKind.True;
        }

        Wrong(name, "must be true or false.");
        return false;
    }

    /// <summary>A list of codes, each accepted by <paramref name="isCode"/>, sorted and without duplicates; empty when absent.</summary>
    public IReadOnlyList<string> List(string name, Func<string, bool> isCode, string wanted)
    {
        const int MaxCodes = 32;
        if (Value(name) is not { } value)
        {
            return [];
        }

        string?[] texts = value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Take(MaxCodes + 1).Select(code => code.ValueKind == JsonValueKind.String ? Decode(code) : null)]
            : [null];
        if (texts.Length > MaxCodes || texts.Any(text => text is null || !isCode(text)))
        {
            Wrong(name, $"must be a list of at most {MaxCodes} {wanted}.");
            return [];
        }

        return [.. texts.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Adds an error for a field; the first error of a field is kept.</summary>
    public void Wrong(string name, string what) => errors.TryAdd(prefix.Length == 0 ? name : $"{prefix}.{name}", what);

    /// <summary>Adds an error for every unknown field, after all fields have been read.</summary>
    public void RefuseUnknown()
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            errors.Clear();
            errors.Add(prefix.Length == 0 ? "body" : prefix, "must be a JSON object.");
            return;
        }

        foreach (string name in item.EnumerateObject().Select(property => property.Name).Where(name => !_known.Contains(name)))
        {
            Wrong(
                name.Length > 64 ? name[..64] : name,
                $"is not a field here; the fields are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }
    }

    private JsonElement? Value(string name)
    {
        _known.Add(name);
        return item.ValueKind == JsonValueKind.Object
            && item.TryGetProperty(name, out JsonElement value)
            && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
    }

    /// <summary>The text; null when it contains an unpaired surrogate.</summary>
    private static string? Decode(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
