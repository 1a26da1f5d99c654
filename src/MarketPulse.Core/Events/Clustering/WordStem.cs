namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Removes the inflection of a word: enough to match "imposes", "imposed" and "imposing". A full stemmer would not match more headlines.
/// </summary>
internal static class WordStem
{
    private static readonly string[] Endings = ["ing", "ies", "ed", "es", "s"];

    /// <summary>The word without its ending; numbers stay as they are.</summary>
    public static string Of(string word)
    {
        if (char.IsAsciiDigit(word[0]))
        {
            return word;
        }

        foreach (string ending in Endings)
        {
            if (word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.Ordinal))
            {
                word = word[..^ending.Length];
                break;
            }
        }

        return word.Length > 3 && (word[^1] is 'e' or 'y') ? word[..^1] : word;
    }
}
