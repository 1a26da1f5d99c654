using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Prices;

/// <summary>
/// Merges new bars into stored ones and determines what has changed. Only changes of returns and volumes count, because vendors rescale
/// prices at will.
/// </summary>
internal static class PriceMerge
{
    /// <summary>A past return that changes by more than this changes the history (docs/methods.md, prices and returns).</summary>
    public const double ReturnTolerance = 1e-6;

    // If two overlapping bars are restated by the same factor, within rounding, the series was rescaled; two corrections would differ.
    private const double SameFactor = 1e-5;

    /// <summary>Merges new bars into stored ones, both ascending by date.</summary>
    public static MergedPrices Merge(IReadOnlyList<PriceBar> stored, IReadOnlyList<PriceBar> given)
    {
        IReadOnlyList<PriceBar> rescaled = Rescale(stored, given);
        var merged = new List<PriceBar>(stored.Count + given.Count);
        int newBars = 0;
        int s = 0;
        foreach (PriceBar bar in given)
        {
            while (s < rescaled.Count && rescaled[s].Date < bar.Date)
            {
                merged.Add(rescaled[s++]);
            }

            if (s < rescaled.Count && rescaled[s].Date == bar.Date)
            {
                s++;
            }
            else
            {
                newBars++;
            }

            merged.Add(bar);
        }

        merged.AddRange(rescaled.Skip(s));
        (DateOnly? firstChanged, bool historyChanged) = Compare(stored, merged);
        return new MergedPrices(
            merged,
            !merged.SequenceEqual(stored),
            new PriceChangeSet(newBars, firstChanged, merged.Count == 0 ? null : merged[^1].Date, historyChanged));
    }

    /// <summary>
    /// Rescales the stored bars before the first given one to the given ones, so that there is no false return between them: after a split
    /// or dividend, a vendor restates its whole history, of which a poll reads only the end.
    /// </summary>
    private static IReadOnlyList<PriceBar> Rescale(IReadOnlyList<PriceBar> stored, IReadOnlyList<PriceBar> given)
    {
        if (stored.Count == 0 || given.Count == 0 || stored[0].Date >= given[0].Date)
        {
            return stored;
        }

        Dictionary<DateOnly, PriceBar> before = stored.ToDictionary(bar => bar.Date);
        List<(PriceBar Old, PriceBar New)> overlap =
        [
            .. given.Where(bar => before.ContainsKey(bar.Date)).Take(2).Select(bar => (before[bar.Date], bar)),
        ];
        double close = Factor(overlap, bar => bar.Close);
        double adjusted = Factor(overlap, bar => bar.AdjustedClose);
        if (double.IsNaN(adjusted) && overlap.Count == 1 && overlap[0].Old.Close.Equals(overlap[0].New.Close))
        {
            adjusted = overlap[0].New.AdjustedClose / overlap[0].Old.AdjustedClose;
        }

        if (!IsRescaling(close) && !IsRescaling(adjusted))
        {
            return stored;
        }

        double c = IsRescaling(close) ? close : 1;
        double a = IsRescaling(adjusted) ? adjusted : 1;
        return
        [
            .. stored.Select(bar => bar.Date >= given[0].Date
                ? bar
                : bar with
                {
                    Open = bar.Open * c,
                    High = bar.High * c,
                    Low = bar.Low * c,
                    Close = bar.Close * c,
                    AdjustedClose = bar.AdjustedClose * a,
                    Dividend = bar.Dividend * c,
                    Volume = Math.Abs(c - 1) > 0.01 ? bar.Volume / c : bar.Volume,
                }),
        ];
    }

    /// <summary>The common factor by which two overlapping bars were restated; NaN when there is none.</summary>
    private static double Factor(List<(PriceBar Old, PriceBar New)> overlap, Func<PriceBar, double> price)
    {
        if (overlap.Count < 2)
        {
            return double.NaN;
        }

        double first = price(overlap[0].New) / price(overlap[0].Old);
        double second = price(overlap[1].New) / price(overlap[1].Old);
        return Math.Abs(first - second) <= SameFactor * Math.Abs(first) ? first : double.NaN;
    }

    private static bool IsRescaling(double factor) => double.IsFinite(factor) && factor > 0 && Math.Abs(factor - 1) > ReturnTolerance;

    private static (DateOnly? FirstChanged, bool HistoryChanged) Compare(IReadOnlyList<PriceBar> stored, List<PriceBar> merged)
    {
        DateOnly? firstChanged = null;
        bool historyChanged = false;
        int s = 0;
        for (int m = 0; m < merged.Count; m++)
        {
            while (s < stored.Count && stored[s].Date < merged[m].Date)
            {
                s++;
            }

            bool isNew = s == stored.Count || stored[s].Date != merged[m].Date;
            bool returnChanged = !isNew && m > 0 && s > 0 && ReturnsDiffer(stored[s - 1], stored[s], merged[m - 1], merged[m]);
            historyChanged |= returnChanged;
            if (isNew || returnChanged || VolumeDiffers(stored[s], merged[m]))
            {
                firstChanged ??= merged[m].Date;
            }
        }

        return (firstChanged, historyChanged);
    }

    private static bool ReturnsDiffer(PriceBar oldBefore, PriceBar old, PriceBar newBefore, PriceBar now)
    {
        double oldAdjusted = (old.AdjustedClose / oldBefore.AdjustedClose) - 1;
        double newAdjusted = (now.AdjustedClose / newBefore.AdjustedClose) - 1;
        bool factored = old.Split != 1 || old.Dividend != 0 || now.Split != 1 || now.Dividend != 0;
        bool adjusted = double.IsFinite(oldAdjusted) || double.IsFinite(newAdjusted);
        return (adjusted && Differ(oldAdjusted, newAdjusted))
            || ((factored || !adjusted) && Differ(TotalReturn(oldBefore, old), TotalReturn(newBefore, now)));
    }

    // For levels that may be zero or negative, changes are differences.
    private static double TotalReturn(PriceBar before, PriceBar bar) =>
        before.Close > 0 ? (((bar.Close * bar.Split) + bar.Dividend) / before.Close) - 1 : bar.Close - before.Close;

    private static bool Differ(double a, double b) => double.IsFinite(a) != double.IsFinite(b) || Math.Abs(a - b) > ReturnTolerance;

    // A split restates volumes together with closes, which does not count; the volume score uses logarithms.
    private static bool VolumeDiffers(PriceBar old, PriceBar now) =>
        double.IsNaN(old.Volume) != double.IsNaN(now.Volume)
        || (Math.Abs(old.Volume - now.Volume) > 1e-9 * Math.Abs(old.Volume) && old.Close.Equals(now.Close));
}

/// <summary>The result of a merge.</summary>
/// <param name="Bars">The merged bars.</param>
/// <param name="AnythingToStore">Whether any bar differs from the stored ones.</param>
/// <param name="Changes">What has changed for readers.</param>
internal sealed record MergedPrices(IReadOnlyList<PriceBar> Bars, bool AnythingToStore, PriceChangeSet Changes);
