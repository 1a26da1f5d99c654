using System.Globalization;

namespace MarketPulse.Feeds.Prices;

/// <summary>Parses dates written as <c>yyyy-MM-dd</c>.</summary>
internal static class IsoDate
{
    /// <summary>Parses a date.</summary>
    public static bool TryParse(string? text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
