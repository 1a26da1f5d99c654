using System.Collections;
using System.Globalization;
using System.Text;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;

namespace MarketPulse.Local.Printing;

/// <summary>Text of single values, the same in every format: invariant culture, UTC, codes, full precision.</summary>
internal static class CellText
{
    /// <summary>Whether the value is written as a single number, text or flag.</summary>
    public static bool IsScalar(object? value) =>
        value is null or string or bool or Enum or DateTimeOffset or DateOnly or TimeSpan or Guid or char || IsNumber(value);

    public static bool IsNumber(object? value) =>
        value is int or long or double or float or decimal or short or byte or uint or ulong or ushort or sbyte;

    /// <summary>The text of a scalar; null for null, NaN and infinities, which never appear in output.</summary>
    public static string? OfScalar(object? value) => value switch
    {
        null => null,
        double number => double.IsFinite(number) ? (number == 0 ? 0 : number).ToString("R", CultureInfo.InvariantCulture) : null,
        float number => float.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : null,
        bool flag => flag ? "true" : "false",
        Enum code => Codes.Snake(code.ToString()),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>The text of any value on one line; list items are separated by bars.</summary>
    public static string? ForLine(object? value) => value switch
    {
        _ when IsScalar(value) => OfScalar(value),
        DecidingPhrase phrase => phrase.Text,
        EventSignal signal => signal.Code,
        Quantity quantity => quantity.Text,
        IEnumerable list => string.Join('|', list.Cast<object?>().Select(ForLine)),
        _ => value!.ToString(),
    };

    /// <summary>The text of a table cell: numbers are rounded to six digits.</summary>
    public static string? ForTable(object? value) => value switch
    {
        double number when double.IsFinite(number) => number.ToString("G6", CultureInfo.InvariantCulture),
        _ => ForLine(value),
    };

    /// <summary>Replaces control characters in text for a terminal, so that a headline cannot send it commands.</summary>
    public static string ForTerminal(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        return clean.ToString();
    }

    /// <summary>A CSV field: quoted where necessary; text that a spreadsheet would run as a formula gets a leading apostrophe.</summary>
    public static string ForCsv(object? value)
    {
        string text = ForLine(value) ?? "";
        return IsNumber(value) ? text : CsvText.Field(text);
    }
}
