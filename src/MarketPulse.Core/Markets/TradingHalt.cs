namespace MarketPulse.Core.Markets;

/// <summary>
/// Whether an instrument stood still while its market was open. Missing bars alone do not tell: the venue may have been closed by surprise, so the
/// benchmark must have a bar on the day; and one that rarely trades is not halted when it does not.
/// </summary>
public static class TradingHalt
{
    private const int DaysLookedBack = 60;

    /// <summary>
    /// Whether the instrument has bars before and after a session of its venue but none on it, while its benchmark has one, and had bars on at least half of
    /// the benchmark's days in the 60 before.
    /// </summary>
    /// <param name="session">A session by the venue's calendar.</param>
    /// <param name="instrument">The instrument's bars.</param>
    /// <param name="benchmark">Those of its benchmark; null when there is none, and then nothing can be told.</param>
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
