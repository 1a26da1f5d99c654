using System.Globalization;

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
internal readonly record struct TitleToken(
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
        for (int start = 0; start < text.Length;)
        {
            if (!IsPartOfWord(text[start]))
            {
                start++;
                continue;
            }

            int end = EndOfWord(text, start);
            string spelled = text[start..end].ToLowerInvariant().Replace('\u2019', '\'');
            bool isGenitive = spelled.EndsWith("'s", StringComparison.Ordinal);
            bool isPlural = end < text.Length && IsApostrophe(text[end]) && spelled[^1] == 's';
            string word = Plain(isGenitive ? spelled[..^2] : spelled);
            if (word.Length > 0)
            {
                char mark = BreakIn(text.AsSpan(last, start - last));
                tokens.Add(new TitleToken(word, start, end, char.IsUpper(text[start]), isGenitive || isPlural, mark));
            }

            last = end;
            start = end;
        }

        return [.. tokens];
    }

    // An abbreviation such as "U.S.", or letters and digits with what belongs to them: "2.5%", "China's".
    private static int EndOfWord(string text, int start)
    {
        int end = start;
        if (char.IsLetter(text[start]) && Follows(text, start + 1, '.', char.IsLetter))
        {
            for (end = start + 1; Follows(text, end, '.', char.IsLetter); end += 2)
            {
            }

            return end < text.Length && text[end] == '.' ? end + 1 : end;
        }

        end = SkipWhile(text, end, IsPartOfWord);
        while (Follows(text, end, '.', char.IsDigit) || Follows(text, end, ',', char.IsDigit))
        {
            end = SkipWhile(text, end + 1, char.IsDigit);
        }

        if (Follows(text, end, '\'', char.IsLetter) || Follows(text, end, '\u2019', char.IsLetter))
        {
            end = SkipWhile(text, end + 1, char.IsLetter);
        }

        return end < text.Length && text[end] == '%' ? end + 1 : end;
    }

    private static bool Follows(string text, int at, char mark, Func<char, bool> next) =>
        at + 1 < text.Length && text[at] == mark && next(text[at + 1]);

    private static int SkipWhile(string text, int at, Func<char, bool> belongs)
    {
        while (at < text.Length && belongs(text[at]))
        {
            at++;
        }

        return at;
    }

    private static bool IsPartOfWord(char c) =>
        char.IsLetter(c) || char.IsDigit(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark;

    private static bool IsApostrophe(char c) => c is '\'' or '\u2019';

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
}
