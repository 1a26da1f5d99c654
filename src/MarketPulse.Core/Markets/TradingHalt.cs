namespace MarketPulse.Core.Markets;

/// <summary>
/// Whether an instrument stood still while its market was open. Missing bars alone do not tell: the venue may have been closed by surprise, so the
/// benchmark must have a bar on the day.
/// </summary>
public static class TradingHalt
{
    /// <summary>Whether the instrument has bars before and after a session of its venue but none on it, and its benchmark has one.</summary>
    /// <param name="session">A session by the venue's calendar.</param>
    /// <param name="instrument">The instrument's bars.</param>
    /// <param name="benchmark">Those of its benchmark; null when there is none, and then nothing can be told.</param>
    public static bool On(DateOnly session, PriceHistory? instrument, PriceHistory? benchmark) =>
        instrument is { Bars.Count: > 0 } && benchmark is not null
        && instrument.Bars[0].Date < session && session < instrument.Bars[^1].Date
        && !HasBar(instrument, session) && HasBar(benchmark, session);

    private static bool HasBar(PriceHistory history, DateOnly date)
    {
        int low = 0, high = history.Bars.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            DateOnly found = history.Bars[middle].Date;
            if (found == date)
            {
                return double.IsFinite(history.Bars[middle].Close);
            }

            (low, high) = found < date ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }
}
