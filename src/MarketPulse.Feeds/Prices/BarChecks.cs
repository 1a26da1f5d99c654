using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Prices;

/// <summary>Which bars of a source make sense.</summary>
internal static class BarChecks
{
    /// <summary>The good bars, ascending, one per date; of two for a date the later in the answer counts.</summary>
    public static List<PriceBar> Keep(IEnumerable<PriceBar> bars, PriceChange change, List<string> errors)
    {
        var byDate = new SortedDictionary<DateOnly, PriceBar>();
        int refused = 0;
        string? first = null;
        foreach (PriceBar bar in bars)
        {
            if (Wrong(bar, change) is not { } wrong)
            {
                byDate[bar.Date] = bar;
            }
            else if (wrong.Length > 0)
            {
                refused++;
                first ??= $"{bar.Date:yyyy-MM-dd} {wrong}";
            }
        }

        if (refused > 0)
        {
            errors.Add($"{refused} bars were left out, the first: {first}.");
        }

        return [.. byDate.Values];
    }

    /// <summary>Null for a good bar, empty for one that only has no close, else what is wrong.</summary>
    private static string? Wrong(PriceBar bar, PriceChange change) => bar switch
    {
        { Close: double.NaN } => "",
        { Close: var close } when !double.IsFinite(close) => "has no finite close",
        { Close: <= 0 } when change == PriceChange.Return => "has a close that is not positive",
        { High: var high, Low: var low } when high < low => "has its high below its low",
        { Volume: < 0 } => "has a negative volume",
        { Split: <= 0 } or { Dividend: < 0 } => "has an impossible split or dividend",
        _ => null,
    };
}
