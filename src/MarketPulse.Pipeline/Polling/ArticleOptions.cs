using System.Globalization;

namespace MarketPulse.Pipeline.Polling;

/// <summary>Which articles are accepted, from feeds, files and users alike.</summary>
public sealed record ArticleOptions
{
    /// <summary>
    /// First UTC date of publication that is accepted. Sources write dates such as 1970-01-01 when they know none; accepting them would
    /// make every table that has a row per day start there.
    /// </summary>
    public DateOnly Earliest { get; set; } = new(2000, 1, 1);

    /// <summary>What is wrong with a time of publication: half a sentence with the name of the setting; null when it is accepted.</summary>
    public string? ProblemWith(DateTimeOffset published) => DateOnly.FromDateTime(published.UtcDateTime) < Earliest
        ? string.Create(
            CultureInfo.InvariantCulture, $"is before {Earliest:yyyy-MM-dd}, the first date accepted (setting Articles__Earliest).")
        : null;
}
