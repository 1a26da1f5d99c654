namespace MarketPulse.Core.Events.Detection;

/// <summary>A field of a lexicon, a model or a table of rules that is not valid.</summary>
/// <param name="file">What the file is, such as <c>lexicon</c> or <c>event model</c>.</param>
/// <param name="path">Path of the field, e.g. <c>groups[3].terms[0]</c>.</param>
/// <param name="what">What is wrong, as a predicate of "it".</param>
/// <param name="line">Line of the field in the file, from 1; 0 if it is not known.</param>
internal sealed class InvalidFieldException(string file, string path, string what, int line = 0)
    : FormatException($"The {file} is not valid at {path}{(line > 0 ? $" (line {line})" : "")}: it {what}.")
{
    /// <summary>The same error with the line of the field.</summary>
    /// <param name="content">The content of the file, JSON.</param>
    public InvalidFieldException In(byte[] content) => new(file, path, what, JsonLines.LineOf(content, path));
}
