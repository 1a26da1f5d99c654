namespace MarketPulse.Core.Events.Clustering;

/// <summary>Short lists of codes, compared without allocating.</summary>
internal static class CodeLists
{
    /// <summary>Whether two lists have a code in common.</summary>
    public static bool HaveCommon(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        for (int i = 0; i < one.Count; i++)
        {
            for (int j = 0; j < other.Count; j++)
            {
                if (string.Equals(one[i], other[j], StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether two lists name something, and nothing in common.</summary>
    public static bool Conflict(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        one.Count > 0 && other.Count > 0 && !HaveCommon(one, other);
}
