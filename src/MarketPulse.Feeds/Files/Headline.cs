namespace MarketPulse.Feeds.Files;

/// <summary>Makes titles for texts that have none.</summary>
internal static class Headline
{
    /// <summary>Longest line that is used as a title as it is, in characters.</summary>
    public const int MaxLength = 200;

    private const int ShortestSentence = 40;

    /// <summary>The first sentence if it fits, otherwise as many words as fit and an ellipsis. A text that fits is unchanged.</summary>
    public static string Shorten(string text)
    {
        if (text.Length <= MaxLength)
        {
            return text;
        }

        for (int i = ShortestSentence; i < MaxLength && i + 2 < text.Length; i++)
        {
            if (EndsSentence(text, i))
            {
                return text[..(i + 1)];
            }
        }

        int space = text.LastIndexOf(' ', MaxLength - 1);
        int cut = space > MaxLength / 2 ? space : MaxLength - 1;
        return (char.IsHighSurrogate(text[cut - 1]) ? text[..(cut - 1)] : text[..cut]).TrimEnd(' ', ',', ';', ':') + "…";
    }

    // A full stop ends a sentence after a word ("Xi Jinping."), not after initials or an abbreviation ("U.S.").
    private static bool EndsSentence(string text, int i) =>
        text[i] is '.' or '!' or '?'
        && text[i + 1] == ' '
        && char.IsUpper(text[i + 2])
        && char.IsLower(text[i - 1]) && char.IsLower(text[i - 2]) && char.IsLower(text[i - 3]);
}
