using System.Globalization;

namespace MarketPulse.Feeds.Files;

/// <summary>A part of a file that could not be read, and where it is. The rest of the file is unaffected.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Line">Line, from 1; null when the error concerns the whole file.</param>
/// <param name="Column">Character in the line, from 1; null when the error concerns the whole line.</param>
/// <param name="Message">What is wrong, and what to do or what was done about it.</param>
public sealed record InputError(string File, int? Line, int? Column, string Message)
{
    /// <summary>Whether the input was used nevertheless, so that this is not a failure.</summary>
    public bool IsWarning { get; init; }

    /// <summary>
    /// The error as one sentence, such as <c>SPY.csv, line 3, column 12: Close 'abc' is not a number; the row is skipped.</c>
    /// </summary>
    public override string ToString() => (Line, Column) switch
    {
        (null, _) => $"{File}: {Message}",
        (int line, null) => string.Create(CultureInfo.InvariantCulture, $"{File}, line {line}: {Message}"),
        (int line, int column) => string.Create(CultureInfo.InvariantCulture, $"{File}, line {line}, column {column}: {Message}"),
    };
}
