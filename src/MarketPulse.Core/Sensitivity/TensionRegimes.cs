namespace MarketPulse.Core.Sensitivity;

/// <summary>Classifies each day by where its 30-day mean lies among those of all earlier days.</summary>
internal static class TensionRegimes
{
    /// <summary>Below the median of the earlier days.</summary>
    public const string Calm = "calm";

    /// <summary>From the median to the 90th percentile.</summary>
    public const string Tense = "tense";

    /// <summary>Above the 90th percentile.</summary>
    public const string Acute = "acute";

    private const int FewestDays = 250;

    /// <summary>The regime of each day; empty for a day without a value or with fewer than 250 earlier days.</summary>
    /// <param name="means">The 30-day mean of each day, by date.</param>
    /// <param name="before">The means of the days before the first of these, in any order.</param>
    public static string[] Classify(IReadOnlyList<double?> means, IEnumerable<double> before)
    {
        var regimes = new string[means.Count];
        List<double> past = [.. before.Order()];
        for (int i = 0; i < regimes.Length; i++)
        {
            regimes[i] = "";
            if (means[i] is not { } mean)
            {
                continue;
            }

            int found = past.BinarySearch(mean);
            int below = found < 0 ? ~found : found;
            while (below > 0 && past[below - 1] == mean)
            {
                below--;
            }

            if (past.Count >= FewestDays)
            {
                double percentile = (double)below / past.Count;
                regimes[i] = percentile < 0.5 ? Calm : percentile <= 0.9 ? Tense : Acute;
            }

            past.Insert(below, mean);
        }

        return regimes;
    }
}
