namespace MarketPulse.Core.Markets;

/// <summary>All bars of one symbol from one source, ascending by date and without duplicate dates.</summary>
public sealed record PriceHistory
{
    /// <summary>The symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>The bars, ascending by date.</summary>
    public required IReadOnlyList<PriceBar> Bars { get; init; }

    /// <summary>Name of the feed or file kind the bars came from.</summary>
    public string Source { get; init; } = "file";

    /// <summary>Raised every time a past return changes by more than 1e-6.</summary>
    public int PriceRevision { get; init; } = 1;

    /// <summary>Date of the last bar; null when there are none.</summary>
    public DateOnly? BarsThrough => Bars.Count == 0 ? null : Bars[^1].Date;

    /// <summary>
    /// The history in the direction in which an instrument is read. Inverse prices are 1 / price; highs and lows change places, and a price
    /// that is not positive stays as it is, which counts as missing.
    /// </summary>
    /// <param name="quote">The direction; <see cref="PriceQuote.Direct"/> returns this history.</param>
    public PriceHistory As(PriceQuote quote) =>
        quote == PriceQuote.Direct ? this : this with { Bars = [.. Bars.Select(Inverted)] };

    private static PriceBar Inverted(PriceBar bar) => bar with
    {
        Open = Inverse(bar.Open),
        High = Inverse(bar.Low),
        Low = Inverse(bar.High),
        Close = Inverse(bar.Close),
        AdjustedClose = Inverse(bar.AdjustedClose),
    };

    private static double Inverse(double price) => price > 0 ? 1 / price : price;
}

/// <summary>Which prices returns are computed from; never mixed within a series.</summary>
public enum PriceBasis
{
    /// <summary>Total return from raw closes, splits and dividends.</summary>
    Total,

    /// <summary>The source's adjusted closes.</summary>
    Adjusted,

    /// <summary>Raw closes.</summary>
    Close,
}
