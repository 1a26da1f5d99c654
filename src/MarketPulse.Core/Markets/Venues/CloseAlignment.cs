namespace MarketPulse.Core.Markets.Venues;

/// <summary>Whether two series close near enough to each other for one to be the other's benchmark.</summary>
public static class CloseAlignment
{
    /// <summary>Furthest that a benchmark may close from its instrument.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(90);

    /// <summary>The furthest that two venues' regular closes of one date lie apart in <paramref name="year"/>, weeks between the changes to summer time included.</summary>
    public static TimeSpan Apart(Venue instrument, Venue benchmark, int year = 2026)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(benchmark);
        TimeSpan widest = TimeSpan.Zero;
        for (var date = new DateOnly(year, 1, 7); date.Year == year; date = date.AddDays(7))
        {
            TimeSpan apart = (instrument.RegularClose(date) - benchmark.RegularClose(date)).Duration();
            widest = apart > widest ? apart : widest;
        }

        return widest;
    }

    /// <summary>Null when the benchmark's close is near enough; else one sentence that says what is wrong and what to do.</summary>
    public static string? Refusal(string symbol, Venue instrument, string benchmarkSymbol, Venue benchmark)
    {
        TimeSpan apart = Apart(instrument, benchmark);
        return apart <= Limit
            ? null
            : string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{symbol} ({instrument.Code}) closes up to {apart.TotalMinutes:0} minutes from its benchmark {benchmarkSymbol} ({benchmark.Code}), at most {Limit.TotalMinutes:0} are allowed: name a benchmark of its own market, or use two factors, the foreign market on the same date and on the date before.");
    }
}
