using System.Text.RegularExpressions;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>A word of a headline.</summary>
/// <param name="Word">In lower case, without dots, apostrophes and a possessive ending.</param>
/// <param name="Start">Offset in the headline, in UTF-16 units.</param>
/// <param name="End">Offset of its end.</param>
/// <param name="IsCapital">Whether it starts with a capital letter.</param>
/// <param name="IsPossessive">Whether it ends in <c>'s</c>.</param>
/// <param name="Break">
/// The strongest mark between it and the word before: colon, semicolon, comma or a dash between spaces; 0 for none.
/// </param>
internal readonly partial record struct TitleToken(
    string Word, int Start, int End, bool IsCapital, bool IsPossessive, char Break)
{
    private const int MaxLength = 1000;
    private const string Marks = ":;,";

    /// <summary>The words of a headline, up to its thousandth character.</summary>
    public static TitleToken[] Scan(string title)
    {
        string text = title.Length <= MaxLength ? title : title[..MaxLength];
        var tokens = new List<TitleToken>();
        int last = 0;
        foreach (ValueMatch match in Pattern().EnumerateMatches(text))
        {
            int start = match.Index, end = match.Index + match.Length;
            string spelled = text[start..end].ToLowerInvariant().Replace('\u2019', '\'');
            bool isGenitive = spelled.EndsWith("'s", StringComparison.Ordinal);
            bool isPlural = end < text.Length && (text[end] is '\'' or '\u2019') && spelled[^1] == 's';
            string word = Plain(isGenitive ? spelled[..^2] : spelled);
            if (word.Length > 0)
            {
                char mark = BreakIn(text.AsSpan(last, start - last));
                tokens.Add(new TitleToken(word, start, end, char.IsUpper(text[start]), isGenitive || isPlural, mark));
            }

            last = end;
        }

        return [.. tokens];
    }

    // Drops dots and apostrophes, except in front of a digit, so that 2.5 is not 25.
    private static string Plain(string word)
    {
        word = word.TrimEnd('%');
        return word.AsSpan().IndexOfAny('.', '\'') < 0
            ? word
            : string.Concat(word.Where((c, i) => c is not ('.' or '\'') || (i + 1 < word.Length && char.IsAsciiDigit(word[i + 1]))));
    }

    private static char BreakIn(ReadOnlySpan<char> gap)
    {
        foreach (char mark in Marks)
        {
            if (gap.Contains(mark))
            {
                return mark;
            }
        }

        int dash = gap.IndexOfAny('-', '\u2013', '\u2014');
        return dash > 0 && dash + 1 < gap.Length && gap[dash - 1] == ' ' && gap[dash + 1] == ' ' ? '-' : '\0';
    }

    [GeneratedRegex(
        @"\p{L}(?:\.\p{L})+\.?|[\p{L}\p{M}\p{Nd}]+(?:[.,]\p{Nd}+)*(?:['\u2019]\p{L}+)?%?",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
