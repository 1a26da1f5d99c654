using System.Globalization;
using System.Text;

namespace MarketPulse.Core.Events;

/// <summary>Text reduced to what two copies of an article share: compatibility forms, case, accents of quotation and spacing do not count.</summary>
internal static class NormalText
{
    /// <summary>
    /// Letters, digits and percent signs in lower case, everything else as single spaces between them; a dot or comma inside a number stays, so 2.5 is not 25.
    /// </summary>
    public static string Of(string text)
    {
        string compatible = Compatible(text);
        var normal = new StringBuilder(compatible.Length);
        bool gap = false;
        for (int i = 0; i < compatible.Length; i++)
        {
            char c = compatible[i];
            bool counts = char.IsLetterOrDigit(c)
                || c == '%'
                || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Surrogate
                || (c is '.' or ',' && i > 0 && i + 1 < compatible.Length && char.IsAsciiDigit(compatible[i - 1]) && char.IsAsciiDigit(compatible[i + 1]));
            if (counts)
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

    private static bool IsApostrophe(char c) => c is '\'' or '\u2019' or '\u2018' or '\u02BC';

    private static string Compatible(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        // Lone surrogates and a byte order mark the wrong way round cannot be normalised: invalid input counts as its replacement character.
        string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\uFFFE', '\uFFFD');
        return valid.Normalize(NormalizationForm.FormKC);
    }
}
