using System.Globalization;
using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Prices;

/// <summary>Checks whether the bars of a source are plausible.</summary>
internal static class BarChecks
{
    /// <summary>The valid bars, ascending, one per date: of several for a date, the last in the response.</summary>
    public static List<PriceBar> KeepValid(IEnumerable<PriceBar> bars, PriceChange change, List<string> errors)
    {
        var byDate = new SortedDictionary<DateOnly, PriceBar>();
        int refused = 0;
        string? first = null;
        var negative = new List<DateOnly>();
        foreach (PriceBar bar in bars)
        {
            if (ProblemWith(bar, change) is not { } problem)
            {
                if (bar.Close < 0 && change == PriceChange.Return)
                {
                    negative.Add(bar.Date);
                }

                byDate[bar.Date] = bar;
            }
            else if (problem.Length > 0)
            {
                refused++;
                first ??= $"{bar.Date:yyyy-MM-dd} {problem}";
            }
        }

        if (refused > 0)
        {
            errors.Add($"{refused} bars were skipped, the first: {first}.");
        }

        if (negative.Count > 0)
        {
            errors.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{negative.Count} closes are negative, the first on {negative.Min():yyyy-MM-dd}; they count as missing, and returns "
                + $"across them are marked gap."));
        }

        return [.. byDate.Values];
    }

    /// <summary>What is wrong with a bar: null for nothing, empty if it merely has no close.</summary>
    private static string? ProblemWith(PriceBar bar, PriceChange change) => bar switch
    {
        { Close: double.NaN } => "",
        { Close: var close } when !double.IsFinite(close) => "has no finite close",
        { Close: 0 } when change == PriceChange.Return => "has a close of zero",
        { High: var high, Low: var low } when high < low => "has its high below its low",
        { Volume: < 0 } => "has a negative volume",
        { Split: <= 0 } or { Dividend: < 0 } => "has an impossible split or dividend",
        _ => null,
    };
}
