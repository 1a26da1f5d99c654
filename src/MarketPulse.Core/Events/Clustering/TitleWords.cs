using System.Collections.Frozen;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>The words of a headline that distinguish one act from another, without inflection.</summary>
internal static class TitleWords
{
    private static readonly FrozenSet<string> Empty = FrozenSet.ToFrozenSet(
        [
            "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "as", "and", "or", "but", "after", "before",
            "over", "amid", "its", "his", "her", "their", "is", "are", "was", "were", "be", "been", "will", "would", "it", "he", "she",
            "they", "that", "this", "than", "into", "up", "out", "new", "says", "say", "said",
        ],
        StringComparer.Ordinal);

    /// <summary>The distinct words of a headline, sorted.</summary>
    public static string[] Extract(string title) =>
    [
        .. NormalText.Normalize(title).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => !Empty.Contains(word))
            .Select(Stem)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Cosine similarity of two sorted sets of words, 0 to 1.</summary>
    public static double Similarity(string[] one, string[] other)
    {
        if (one.Length == 0 || other.Length == 0)
        {
            return 0;
        }

        int common = 0;
        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            int order = string.CompareOrdinal(one[i], other[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return common / Math.Sqrt((double)one.Length * other.Length);
    }

    // Enough to match "imposes", "imposed" and "imposing"; a full stemmer would not match more headlines.
    private static string Stem(string word)
    {
        foreach (string ending in (string[])["ing", "ies", "ed", "es", "s"])
        {
            if (word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.Ordinal) && !char.IsAsciiDigit(word[0]))
            {
                word = word[..^ending.Length];
                break;
            }
        }

        return word.Length > 3 && word[^1] is 'e' or 'y' ? word[..^1] : word;
    }
}
