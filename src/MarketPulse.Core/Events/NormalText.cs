using System.Globalization;
using System.Text;

namespace MarketPulse.Core.Events;

/// <summary>
/// Reduces texts to what copies of one article share, regardless of compatibility forms, case, quotation marks and spacing.
/// </summary>
internal static class NormalText
{
    /// <summary>
    /// Keeps letters, digits and percent signs in lower case and replaces everything else by single spaces. A dot or comma inside a number
    /// stays, so that 2.5 is not 25.
    /// </summary>
    public static string Normalize(string text)
    {
        string compatible = Compatible(text);
        var normal = new StringBuilder(compatible.Length);
        bool gap = false;
        for (int i = 0; i < compatible.Length; i++)
        {
            char c = compatible[i];
            if (IsPartOfWord(c) || IsNumberSeparator(compatible, i))
            {
                if (gap && normal.Length > 0)
                {
                    normal.Append(' ');
                }

                gap = false;
                normal.Append(char.ToLowerInvariant(c));
            }
            else if (!IsApostrophe(c))
            {
                gap = true;
            }
        }

        return normal.ToString();
    }

    private static bool IsPartOfWord(char c) =>
        char.IsLetterOrDigit(c)
        || c == '%'
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.Surrogate;

    private static bool IsNumberSeparator(string text, int i) =>
        text[i] is '.' or ',' && i > 0 && i + 1 < text.Length && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]);

    private static bool IsApostrophe(char c) => c is '\'' or '\u2019' or '\u2018' or '\u02BC';

    private static string Compatible(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        // Lone surrogates and swapped byte order marks cannot be normalised, so the replacement character stands in for them.
        string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\uFFFE', '\uFFFD');
        return valid.Normalize(NormalizationForm.FormKC);
    }
}
