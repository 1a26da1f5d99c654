using MarketPulse.Core.Impact;

namespace MarketPulse.Storage.Scores;

/// <summary>Interprets the log of scores, for both stores.</summary>
internal static class ScoreHistory
{
    /// <summary>
    /// The last of an event's logged rows for each symbol and window, sorted by key. A stale scorer may have logged a row that was never
    /// stored, so a row computed from older facts than the row before it is ignored.
    /// </summary>
    public static IEnumerable<ImpactScore> Latest(IEnumerable<ImpactScore> rows)
    {
        var latest = new Dictionary<(string, string), ImpactScore>();
        foreach (ImpactScore row in rows.OrderBy(row => row.ModifiedUtc))
        {
            if (!latest.TryGetValue((row.Symbol, row.WindowKey), out ImpactScore? known)
                || ScoreVersion.From(row).CompareWith(ScoreVersion.From(known)) != Freshness.Staler)
            {
                latest[(row.Symbol, row.WindowKey)] = row;
            }
        }

        return ScoreFilter.InOrder(latest.Values);
    }
}
