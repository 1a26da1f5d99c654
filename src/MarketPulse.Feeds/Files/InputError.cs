using System.Globalization;

namespace MarketPulse.Feeds.Files;

/// <summary>What could not be read in a file, as one sentence that says where; the rest of the file is unaffected.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Line">Line, from 1; null when the whole file is meant.</param>
/// <param name="Column">Character in the line, from 1; null when the whole line is meant.</param>
/// <param name="Message">What is wrong, and what to do or what was done about it.</param>
public sealed record InputError(string File, int? Line, int? Column, string Message)
{
    /// <summary>The sentence, e.g. <c>SPY.csv, line 3, column 12: close 'abc' is not a number; the row is left out.</c></summary>
    public override string ToString() => (Line, Column) switch
    {
        (null, _) => $"{File}: {Message}",
        (int line, null) => string.Create(CultureInfo.InvariantCulture, $"{File}, line {line}: {Message}"),
        (int line, int column) => string.Create(CultureInfo.InvariantCulture, $"{File}, line {line}, column {column}: {Message}"),
    };
}
