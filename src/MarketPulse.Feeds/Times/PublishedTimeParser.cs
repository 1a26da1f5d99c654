using System.Globalization;
using System.Text.RegularExpressions;
using MarketPulse.Core.Events;
using NodaTime;

namespace MarketPulse.Feeds.Times;

/// <summary>
/// Parses dates as feeds really write them: ISO 8601, RFC 822 with and without seconds, weekday or zone, English, French and German month
/// names, 12-hour clocks, and Unix time. Every part of the text must be understood; parsing fails rather than guesses.
/// </summary>
public static partial class PublishedTimeParser
{
    private const int MaxLength = 100;

    /// <summary>Parses a date or time.</summary>
    /// <param name="text">The date as the source wrote it.</param>
    /// <param name="zone">The publisher's time zone, for texts that name none or an ambiguous one; null when unknown.</param>
    /// <param name="time">The time. If a time of day is stated without a known zone, only the date is used.</param>
    /// <returns>False when the text is not an unambiguous date.</returns>
    public static bool TryParse(string? text, DateTimeZone? zone, out PublishedTime time)
    {
        time = default;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return false;
        }

        if (text.All(char.IsAsciiDigit) && text.Length is 9 or 10 or 13)
        {
            return TryUnix(text, out time);
        }

        return (TryIso(text, out Parts parts) || TryCompact(text, out parts) || TryWords(text, out parts))
            && TryResolve(parts, zone, out time);
    }

    private static bool TryUnix(string text, out PublishedTime time)
    {
        bool valid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long unix);
        time = valid
            ? PublishedTime.OfMoment(
                text.Length == 13 ? DateTimeOffset.FromUnixTimeMilliseconds(unix) : DateTimeOffset.FromUnixTimeSeconds(unix))
            : default;
        return valid;
    }

    /// <summary><c>2025-06-02</c>, <c>2025-06-02T12:00:00.5+02:00</c>, <c>2025/6/2 15:07 EST</c>.</summary>
    private static bool TryIso(string text, out Parts parts) =>
        TryMatch(IsoPattern().Match(text), out parts);

    /// <summary><c>20250602</c>, <c>20250602T120000Z</c>, <c>20250602120000</c> (UTC, as GDELT writes it).</summary>
    private static bool TryCompact(string text, out Parts parts)
    {
        Match match = CompactPattern().Match(text);
        return TryMatch(match, out parts)
            && (parts.Time is null || parts.Zone is not null || text.Length == 14);
    }

    private static bool TryMatch(Match match, out Parts parts)
    {
        parts = new Parts();
        return match.Success
            && parts.SetDate(Number(match, "y"), Number(match, "m"), Number(match, "d"))
            && (!match.Groups["h"].Success || parts.SetTime(
                Number(match, "h"), Number(match, "min"), Number(match, "s"), match.Groups["half"].Value))
            && (!match.Groups["zone"].Success || parts.SetZone(match.Groups["zone"].Value));
    }

    /// <summary>
    /// <c>Mon, 02 Jun 2025 12:00:00 GMT</c>, <c>June 2nd, 2025 3:15 PM EST</c>, <c>Mo, 2. Juni 2025 15:15 MESZ</c>,
    /// <c>Mon, 06/02/2025 - 12:00</c>.
    /// </summary>
    private static bool TryWords(string text, out Parts parts)
    {
        parts = new Parts();
        Match clock = ClockPattern().Match(text);
        string date = text;
        if (clock.Success)
        {
            string zone = text[(clock.Index + clock.Length)..].Trim(' ', ',', '(', ')');
            // In "Mon Jun 2 12:00:00 2025", the time is followed by the year.
            Match trailing = TrailingYearPattern().Match(zone);
            string year = trailing.Success ? trailing.Groups["year"].Value : "";
            zone = trailing.Success ? trailing.Groups["zone"].Value.Trim() : zone;
            if (!parts.SetTime(Number(clock, "h"), Number(clock, "min"), Number(clock, "s"), clock.Groups["half"].Value)
                || (zone.Length > 0 && !parts.SetZone(zone)))
            {
                return false;
            }

            date = $"{text[..clock.Index]} {year}";
        }

        return DateWords.TryRead(date, out DateOnly day) && parts.SetDate(day.Year, day.Month, day.Day);
    }

    private static bool TryResolve(Parts parts, DateTimeZone? zone, out PublishedTime time)
    {
        time = PublishedTime.OfDate(parts.Date);
        if (parts.Time is not TimeOnly clock)
        {
            return true;
        }

        LocalDateTime local = LocalDate.FromDateOnly(parts.Date).At(LocalTime.FromTimeOnly(clock));
        DateTimeZone? known = parts.Zone is null ? zone : ZoneNames.Find(parts.Zone, zone);
        time = known is null
            ? time with { ZoneMissing = true }
            : new PublishedTime(local.InZoneLeniently(known).ToDateTimeOffset().ToUniversalTime(), TimeResolution.Exact);
        return true;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const string Date = @"(?<y>[0-9]{4})(?<sep>[-/.])(?<m>[0-9]{1,2})\k<sep>(?<d>[0-9]{1,2})";
    private const string Clock = @"(?<h>[0-9]{1,2}):(?<min>[0-9]{2})(?::(?<s>[0-9]{2})(?:[.,][0-9]{1,9})?)?";
    private const string CompactDate = "(?<y>[0-9]{4})(?<m>[0-9]{2})(?<d>[0-9]{2})";
    private const string CompactClock = "(?<h>[0-9]{2})(?<min>[0-9]{2})(?<s>[0-9]{2})(?<zone>Z|[+-][0-9]{2}:?[0-9]{2})?";

    [GeneratedRegex(
        $@"^{Date}(?:(?:[T,]|\s)\s*{Clock}\s*(?<half>[AaPp]\.?[Mm]\.?)?\s*(?<zone>\S.*)?)?$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsoPattern();

    [GeneratedRegex($"^{CompactDate}(?:T?{CompactClock})?$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CompactPattern();

    [GeneratedRegex($@"(?:(?<=\s)|(?<=-)){Clock}\s*(?<half>[AaPp]\.?[Mm]\b\.?)?", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ClockPattern();

    [GeneratedRegex(@"^(?<zone>[A-Za-z+\-:0-9]*?)\s*(?<year>\b(19|20)[0-9]{2})$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TrailingYearPattern();

    /// <summary>The parts of a date, before they are converted from a time zone.</summary>
    private struct Parts
    {
        public DateOnly Date { get; private set; }

        public TimeOnly? Time { get; private set; }

        public string? Zone { get; private set; }

        public bool SetDate(int year, int month, int day)
        {
            bool valid = year is >= 1900 and <= 9998 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
            Date = valid ? new DateOnly(year, month, day) : default;
            return valid;
        }

        public bool SetTime(int hour, int minute, int second, string half)
        {
            if (half.Length > 0)
            {
                if (hour is < 1 or > 12)
                {
                    return false;
                }

                hour = (hour % 12) + (half[0] is 'p' or 'P' ? 12 : 0);
            }

            // A leap second counts as the second before it.
            bool valid = hour <= 23 && minute <= 59 && second <= 60;
            Time = valid ? new TimeOnly(hour, minute, Math.Min(second, 59)) : null;
            return valid;
        }

        public bool SetZone(string zone)
        {
            Zone = zone.Trim(' ', '(', ')');
            return Zone.Length > 0 && !Zone.Any(char.IsControl);
        }
    }
}
