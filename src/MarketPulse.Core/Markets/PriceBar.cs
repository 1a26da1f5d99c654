namespace MarketPulse.Core.Markets;

/// <summary>One session's prices as published, on the venue's own date.</summary>
/// <param name="Date">The venue's date.</param>
/// <param name="Open">Open; NaN when the source has none.</param>
/// <param name="High">High; NaN when the source has none.</param>
/// <param name="Low">Low; NaN when the source has none.</param>
/// <param name="Close">Raw close.</param>
/// <param name="AdjustedClose">Close adjusted for splits and dividends; NaN when the source has none.</param>
/// <param name="Volume">Volume; NaN when the source has none.</param>
/// <param name="Split">Split factor of the day: 2 when one share became two; 1 normally.</param>
/// <param name="Dividend">Dividend per share that went ex on the day; 0 normally.</param>
public readonly record struct PriceBar(
    DateOnly Date,
    double Open,
    double High,
    double Low,
    double Close,
    double AdjustedClose,
    double Volume,
    double Split = 1,
    double Dividend = 0)
{
    /// <summary>A bar of which only the close is known.</summary>
    public static PriceBar OfClose(DateOnly date, double close) =>
        new(date, double.NaN, double.NaN, double.NaN, close, double.NaN, double.NaN);
}
