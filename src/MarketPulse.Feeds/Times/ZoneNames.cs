using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace MarketPulse.Feeds.Times;

/// <summary>Finds time zones by the names that feeds use.</summary>
internal static partial class ZoneNames
{
    // Publishers write EST in summer and mean New York's clock, so an American name stands for the zone, not for an offset.
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Z"] = "Etc/UTC",
        ["UT"] = "Etc/UTC",
        ["UTC"] = "Etc/UTC",
        ["GMT"] = "Etc/UTC",
        ["ET"] = "America/New_York",
        ["EST"] = "America/New_York",
        ["EDT"] = "America/New_York",
        ["CT"] = "America/Chicago",
        ["CDT"] = "America/Chicago",
        ["MT"] = "America/Denver",
        ["MST"] = "America/Denver",
        ["MDT"] = "America/Denver",
        ["PT"] = "America/Los_Angeles",
        ["PST"] = "America/Los_Angeles",
        ["PDT"] = "America/Los_Angeles",
        ["CET"] = "Europe/Berlin",
        ["CEST"] = "Europe/Berlin",
        ["MEZ"] = "Europe/Berlin",
        ["MESZ"] = "Europe/Berlin",
        ["EET"] = "Europe/Helsinki",
        ["EEST"] = "Europe/Helsinki",
        ["HKT"] = "Asia/Hong_Kong",
        ["SGT"] = "Asia/Singapore",
        ["JST"] = "Asia/Tokyo",
        ["KST"] = "Asia/Seoul",
    };

    /// <summary>
    /// The time zone of a name or offset. For names with two meanings (CST, IST, BST) it is the publisher's zone.
    /// </summary>
    /// <returns>Null when the name is unknown or ambiguous, or the offset is outside -12 to +14 hours.</returns>
    public static DateTimeZone? Find(string name, DateTimeZone? publisher)
    {
        Match offset = OffsetPattern().Match(name);
        if (offset.Success)
        {
            int hours = Number(offset.Groups["h"]);
            int minutes = Number(offset.Groups["m"]);
            int signed = ((hours * 60) + minutes) * (offset.Groups["sign"].ValueSpan is "-" ? -1 : 1);
            return minutes < 60 && signed is >= -12 * 60 and <= 14 * 60 ? DateTimeZone.ForOffset(Offset.FromSeconds(signed * 60)) : null;
        }

        if (Known.TryGetValue(name, out string? zone))
        {
            return DateTimeZoneProviders.Tzdb[zone];
        }

        return name.Contains('/', StringComparison.Ordinal)
            ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
            : name.ToUpperInvariant() is "CST" or "IST" or "BST" ? publisher : null;
    }

    private static int Number(Group digits) =>
        digits.Success ? int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^(GMT|UTC)?\s*(?<sign>[+-])(?<h>[0-9]{1,2})(:?(?<m>[0-9]{2}))?(\s*\([A-Za-z]{1,5}\)?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex OffsetPattern();
}
