using System.Globalization;
using MarketPulse.Core.Impact;

namespace MarketPulse.Storage.Scores;

/// <summary>What the rows of a score's log mean, for both stores.</summary>
internal static class ScoreHistory
{
    /// <summary>Key of a logged score within its event: symbol, window, and the time from which it was known, to the tick.</summary>
    public static string RowKey(ImpactScore score, DateTimeOffset known) => string.Create(
        CultureInfo.InvariantCulture, $"{score.Symbol}|{score.WindowKey}|{known.UtcDateTime:yyyyMMdd'T'HHmmssfffffff'Z'}");

    /// <summary>
    /// Of one event's logged rows the last for each symbol and window, by key. A scorer that was overtaken may have logged a row that was never
    /// stored: one computed from older facts than the row before it counts for nothing.
    /// </summary>
    public static IEnumerable<ImpactScore> Latest(IEnumerable<ImpactScore> rows)
    {
        var latest = new Dictionary<(string, string), ImpactScore>();
        foreach (ImpactScore row in rows.OrderBy(row => row.ModifiedUtc))
        {
            if (!latest.TryGetValue((row.Symbol, row.WindowKey), out ImpactScore? known)
                || ScoreVersion.Of(row).Against(ScoreVersion.Of(known)) != Freshness.Staler)
            {
                latest[(row.Symbol, row.WindowKey)] = row;
            }
        }

        return ScoreFilter.InOrder(latest.Values);
    }
}
