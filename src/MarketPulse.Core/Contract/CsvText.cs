namespace MarketPulse.Core.Contract;

/// <summary>Text as a CSV field that a spreadsheet opens as text.</summary>
public static class CsvText
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>The field: quoted where it must be; text that a spreadsheet would take for a formula gets an apostrophe before it.</summary>
    public static string Field(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string safe = IsFormula(text) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Special) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    // OWASP, CSV injection: the signs, their full-width forms, and what some spreadsheets drop before them.
    private static bool IsFormula(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart();
        return (text.Length > 0 && text[0] is '\t' or '\r' or '\n')
            || (rest.Length > 0 && rest[0] is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20');
    }
}
