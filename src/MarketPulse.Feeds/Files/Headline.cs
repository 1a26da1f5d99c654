namespace MarketPulse.Feeds.Files;

/// <summary>Titles for texts that have none.</summary>
internal static class Headline
{
    /// <summary>Longest line that is taken as a title, in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>The first sentence if it fits, else the words that fit and an ellipsis.</summary>
    public static string Of(string text)
    {
        if (text.Length <= MaxLength)
        {
            return text;
        }

        // A point ends a sentence when the word before it is a word ("Xi Jinping.") and not initials or an abbreviation ("U.S.").
        for (int i = 40; i < MaxLength && i + 2 < text.Length; i++)
        {
            if (text[i] is '.' or '!' or '?' && text[i + 1] == ' ' && char.IsUpper(text[i + 2]) && char.IsLower(text[i - 1]) && char.IsLower(text[i - 2]) && char.IsLower(text[i - 3]))
            {
                return text[..(i + 1)];
            }
        }

        int space = text.LastIndexOf(' ', MaxLength - 1);
        int cut = space > MaxLength / 2 ? space : MaxLength - 1;
        return (char.IsHighSurrogate(text[cut - 1]) ? text[..(cut - 1)] : text[..cut]).TrimEnd(' ', ',', ';', ':') + "…";
    }
}
