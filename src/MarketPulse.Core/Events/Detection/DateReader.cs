using System.Globalization;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Reads dates and durations that lie ahead of the day of publication. What has two readings, such as <c>05/06</c> or the weekday of the
/// publication itself, and what is no date, such as 30 February, reads as nothing.
/// </summary>
/// <param name="sentence">The sentence.</param>
/// <param name="published">UTC day of publication.</param>
internal readonly ref struct DateReader(SentenceReading sentence, DateOnly published)
{
    /// <summary>
    /// A date without a year that passed at most this many days before publication may mean that day, and is not read as the one a year
    /// later.
    /// </summary>
    public const int RecentDays = 60;

    private const int DaysPerWeek = 7;
    private const int MostDays = 400;

    private static readonly string[] Weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly Dictionary<string, int> Numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["a"] = 1,
        ["an"] = 1,
        ["one"] = 1,
        ["two"] = 2,
        ["three"] = 3,
        ["four"] = 4,
        ["five"] = 5,
        ["six"] = 6,
        ["seven"] = 7,
        ["eight"] = 8,
        ["nine"] = 9,
        ["ten"] = 10,
        ["eleven"] = 11,
        ["twelve"] = 12,
        ["fifteen"] = 15,
        ["eighteen"] = 18,
        ["twenty"] = 20,
        ["thirty"] = 30,
        ["forty"] = 40,
        ["sixty"] = 60,
        ["ninety"] = 90,
    };

    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> NumbersBySpan =
        Numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly SentenceReading _sentence = sentence;
    private readonly DateOnly _published = published;

    /// <summary>The words that are numbers, with which a duration can start.</summary>
    public static IEnumerable<string> NumberWords => Numbers.Keys;

    private int Count => _sentence.Tokens.Length;

    /// <summary>The date that starts at a word: "10 November", "November 10, 2025", "2025-11-10", "the end of June", "Tuesday".</summary>
    public DateMention? DateAt(int i)
    {
        i = Is(i, "the") ? i + 1 : i;
        if (Is(i, "end") && Is(i + 1, "of"))
        {
            return EndOf(i + 2);
        }

        int weekday = WeekdayAt(i);
        int day = weekday >= 0 ? i + 1 : i;
        day = weekday >= 0 && Is(day, "the") ? day + 1 : day;
        return IsoAt(day) ?? DayAndMonthAt(day) ?? (weekday >= 0 && !IsDateWord(day) ? NextAt(weekday, i + 1) : null);
    }

    /// <summary>The day on which a duration that starts at a word and begins on a day is over: "90 days", "a year", "six-month".</summary>
    /// <param name="i">Index of the word.</param>
    /// <param name="from">The day on which it begins; null for the day of publication.</param>
    public DateMention? DurationAt(int i, DateOnly? from = null)
    {
        if (i < 0 || i + 1 >= Count || (Integer(i) ?? NumberWord(i)) is not { } number || number is < 1 or > MostDays)
        {
            return null;
        }

        DateOnly start = from ?? _published;
        DateOnly? end = Unit(i + 1) switch
        {
            Duration.Day => start.AddDays(number),
            Duration.Week when number <= MostDays / DaysPerWeek => start.AddDays(DaysPerWeek * number),
            Duration.Month when number <= 24 => start.AddMonths(number),
            Duration.Year when number <= 2 => start.AddYears(number),
            _ => null,
        };
        return end is { } date && ScheduledDate.IsAhead(date, _published) ? new DateMention(date, i + 2, IsStated: false) : null;
    }

    private enum Duration
    {
        None,
        Day,
        Week,
        Month,
        Year,
    }

    private Duration Unit(int i) =>
        Is(i, "days") || Is(i, "day") ? Duration.Day
        : Is(i, "weeks") || Is(i, "week") ? Duration.Week
        : Is(i, "months") || Is(i, "month") ? Duration.Month
        : Is(i, "years") || Is(i, "year") ? Duration.Year
        : Duration.None;

    private DateMention? EndOf(int i)
    {
        int month = MonthAt(i);
        bool isThis = Is(i, "the") || Is(i, "this");
        (int Year, int Month, int End)? named =
            month > 0 && YearAt(i + 1) is { } given ? (given, month, i + 2)
            : month > 0 ? (month < _published.Month ? _published.Year + 1 : _published.Year, month, i + 1)
            : isThis && Is(i + 1, "year") ? (_published.Year, 12, i + 2)
            : isThis && Is(i + 1, "month") ? (_published.Year, _published.Month, i + 2)
            : null;
        return named is not { } known ? null : Ahead(
            new DateOnly(known.Year, known.Month, DateTime.DaysInMonth(known.Year, known.Month)), known.End, month > 0);
    }

    private DateMention? IsoAt(int i) =>
        i + 2 < Count && YearAt(i) is { } year && AreHyphenated(i) && AreHyphenated(i + 1)
        && Integer(i + 1) is { } month and >= 1 and <= 12 && Integer(i + 2) is { } day
        && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? Ahead(new DateOnly(year, month, day), i + 3, isStated: true)
            : null;

    private DateMention? DayAndMonthAt(int i)
    {
        int month = MonthAt(i);
        if (month > 0)
        {
            // "August 12-15" has no single day.
            return DayAt(i + 1) is { } day && !(IsNumber(i + 2) && AreHyphenated(i + 1)) ? Dated(month, day, i + 2) : null;
        }

        int named = Is(i + 1, "of") ? i + 2 : i + 1;
        month = MonthAt(named);
        bool isRange = i > 0 && IsNumber(i - 1) && AreHyphenated(i - 1);
        return month > 0 && !isRange && DayAt(i) is { } first ? Dated(month, first, named + 1) : null;
    }

    // Without a year: the next such day on or after publication.
    private DateMention? Dated(int month, int day, int next)
    {
        if (YearAt(next) is { } year)
        {
            return IsDay(year, month, day) ? Ahead(new DateOnly(year, month, day), next + 1, isStated: true) : null;
        }

        DateOnly? last = Day(_published.Year) is { } inYear && inYear < _published ? inYear : Day(_published.Year - 1);
        if (last is { } passed && _published.DayNumber - passed.DayNumber <= RecentDays)
        {
            return null;
        }

        DateOnly? ahead = Day(_published.Year) is { } thisYear && thisYear >= _published ? thisYear : Day(_published.Year + 1);
        return ahead is { } date ? Ahead(date, next, isStated: true) : null;

        DateOnly? Day(int year) => IsDay(year, month, day) ? new DateOnly(year, month, day) : null;
    }

    // On the day itself, "on Monday" may mean that day or the next Monday.
    private DateMention? NextAt(int weekday, int end)
    {
        int days = (weekday - (int)_published.DayOfWeek + DaysPerWeek) % DaysPerWeek;
        return days == 0 ? null : Ahead(_published.AddDays(days), end, isStated: false);
    }

    private DateMention? Ahead(DateOnly date, int end, bool isStated) =>
        ScheduledDate.IsAhead(date, _published) ? new DateMention(date, end, isStated) : null;

    private static bool IsDay(int year, int month, int day) =>
        year is > 1 and < 9999 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    private bool IsDateWord(int i) => MonthAt(i) > 0 || (IsNumber(i) && MonthAt(Is(i + 1, "of") ? i + 2 : i + 1) > 0);

    private int WeekdayAt(int i)
    {
        for (int day = 0; day < Weekdays.Length; day++)
        {
            if (Is(i, Weekdays[day]))
            {
                return day;
            }
        }

        return -1;
    }

    // "may" and "march" in lower case are verbs.
    private int MonthAt(int i)
    {
        if (i < 0 || i >= Count)
        {
            return 0;
        }

        ReadOnlySpan<char> word = _sentence.Spelling(i);
        int month = ArticleFigures.Month(word);
        return month is 3 or 5 && char.IsLower(word[0]) ? 0 : month;
    }

    private int? DayAt(int i) => Integer(i, withOrdinal: true) is { } day and >= 1 and <= 31 ? day : null;

    private int? YearAt(int i) => Integer(i) is { } year and >= 1990 and <= 2200 ? year : null;

    private bool IsNumber(int i) => i >= 0 && i < Count && _sentence.Tokens[i].IsNumber;

    private int? NumberWord(int i) => NumbersBySpan.TryGetValue(_sentence.Spelling(i), out int number) ? number : null;

    // A whole number that is no rate, no amount of money and no part of a time of day.
    private int? Integer(int i, bool withOrdinal = false)
    {
        if (!IsNumber(i) || _sentence.Tokens[i].IsPercent || (_sentence.Tokens[i].Before & Money) != Marks.None)
        {
            return null;
        }

        ReadOnlySpan<char> digits = _sentence.Spelling(i);
        bool isOrdinal = withOrdinal && digits.Length > 2
            && digits[^2..] is var ending && (Same(ending, "st") || Same(ending, "nd") || Same(ending, "rd") || Same(ending, "th"));
        digits = isOrdinal ? digits[..^2] : digits;
        return !Is(i + 1, "percent") && !Is(i + 1, "per") && !Is(i + 1, "pct")
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
    }

    private const Marks Money = Marks.Dollar | Marks.Euro | Marks.Pound | Marks.Yen;

    // Whether only a hyphen is between a word and the next.
    private bool AreHyphenated(int i)
    {
        if (i < 0 || i + 1 >= Count)
        {
            return false;
        }

        int end = _sentence.Tokens[i].Start + _sentence.Tokens[i].Length;
        return _sentence.Tokens[i + 1].Start == end + 1 && _sentence.Text[end] is '-' or '\u2010' or '\u2011' or '\u2013';
    }

    private bool Is(int i, string word) => i >= 0 && i < Count && Same(_sentence.Spelling(i), word);

    private static bool Same(ReadOnlySpan<char> word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
