namespace MarketPulse.Core.Markets;

/// <summary>
/// Detects that an instrument did not trade while its market was open. A missing bar alone is no proof: the venue may have closed
/// unexpectedly, so the benchmark must have a bar on that day; and an instrument that rarely trades is not halted on a day without trades.
/// </summary>
public static class TradingHalt
{
    private const int DaysLookedBack = 60;

    /// <summary>
    /// Whether the instrument has bars before and after a session but not on it, while its benchmark has one, and had bars on at least half
    /// of the benchmark's days in the 60 calendar days before.
    /// </summary>
    /// <param name="session">A session of the venue's calendar.</param>
    /// <param name="instrument">Bars of the instrument; null when there are none.</param>
    /// <param name="benchmark">Bars of its benchmark; null when there is none, and then no halt can be detected.</param>
    public static bool On(DateOnly session, PriceHistory? instrument, PriceHistory? benchmark) =>
        instrument is { Bars.Count: > 0 } && benchmark is not null
        && instrument.Bars[0].Date < session && session < instrument.Bars[^1].Date
        && !HasBar(instrument, session) && HasBar(benchmark, session)
        && 2 * BarsBefore(instrument, session) >= BarsBefore(benchmark, session);

    private static int BarsBefore(PriceHistory history, DateOnly session) =>
        IndexFrom(history, session) - IndexFrom(history, session.AddDays(-DaysLookedBack));

    private static bool HasBar(PriceHistory history, DateOnly date)
    {
        int index = IndexFrom(history, date);
        return index < history.Bars.Count && history.Bars[index].Date == date && double.IsFinite(history.Bars[index].Close);
    }

    /// <summary>Index of the first bar on or after a date.</summary>
    private static int IndexFrom(PriceHistory history, DateOnly date)
    {
        int low = 0, high = history.Bars.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = history.Bars[middle].Date < date ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
