namespace MarketPulse.Core.Contract;

/// <summary>Writes text as a CSV field that spreadsheets open as text, not as a formula.</summary>
public static class CsvText
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>
    /// The field, quoted where necessary; text that a spreadsheet would take for a formula is prefixed with an apostrophe.
    /// </summary>
    public static string Field(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string safe = IsFormula(text) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Special) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    // OWASP, CSV injection: the characters that start a formula, their full-width forms, and the whitespace that some spreadsheets strip
    // before them.
    private static bool IsFormula(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart();
        return (text.Length > 0 && text[0] is '\t' or '\r' or '\n')
            || (rest.Length > 0 && rest[0] is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20');
    }
}
