using System.Globalization;

namespace MarketPulse.Feeds.Times;

/// <summary>Reads dates written in words: <c>Thurs, 2nd June 2025</c>, <c>Juin 2, 2025</c>, <c>Mon, 06/02/2025</c>.</summary>
internal static class DateWords
{
    // The first letters that identify a month in English, French and German.
    private static readonly (string Prefix, int Month)[] Months =
    [
        ("jan", 1), ("jän", 1), ("feb", 2), ("fév", 2), ("fev", 2), ("mar", 3), ("mär", 3), ("mrz", 3), ("apr", 4), ("avr", 4), ("may", 5),
        ("mai", 5), ("juin", 6), ("jun", 6), ("juil", 7), ("jul", 7), ("aug", 8), ("aoû", 8), ("aou", 8), ("sep", 9), ("oct", 10),
        ("okt", 10),
        ("nov", 11), ("dec", 12), ("déc", 12), ("dez", 12),
    ];

    private static readonly (string Prefix, DayOfWeek Day)[] Weekdays =
    [
        ("mon", DayOfWeek.Monday), ("tue", DayOfWeek.Tuesday), ("wed", DayOfWeek.Wednesday), ("thu", DayOfWeek.Thursday),
        ("fri", DayOfWeek.Friday), ("sat", DayOfWeek.Saturday), ("sun", DayOfWeek.Sunday),
        ("lun", DayOfWeek.Monday), ("mardi", DayOfWeek.Tuesday), ("mer", DayOfWeek.Wednesday), ("jeu", DayOfWeek.Thursday),
        ("ven", DayOfWeek.Friday), ("sam", DayOfWeek.Saturday), ("dim", DayOfWeek.Sunday),
        ("montag", DayOfWeek.Monday), ("die", DayOfWeek.Tuesday), ("mit", DayOfWeek.Wednesday), ("don", DayOfWeek.Thursday),
        ("fre", DayOfWeek.Friday), ("son", DayOfWeek.Sunday),
    ];

    private static readonly string[] GermanShortWeekdays = ["so", "mo", "di", "mi", "do", "fr", "sa"];

    /// <summary>Reads a date. Fails unless every word is understood.</summary>
    public static bool TryRead(string text, out DateOnly date)
    {
        date = default;
        int? month = null;
        DayOfWeek? weekday = null;
        var numbers = new List<string>(3);
        foreach (string word in text.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string plain = word.TrimEnd('.').ToLowerInvariant();
            if (plain.Length == 0 || plain is "-" or "at" or "um" or "uhr" or "à" or "le" or "den" or "the" or "of")
            {
                continue;
            }

            if (char.IsAsciiDigit(plain[0]))
            {
                numbers.AddRange(Ordinal(plain).Split('/', '-', '.'));
            }
            else if (numbers.Count > 0 && month is null && FindMonth(plain) is int later)
            {
                month = later;
            }
            else if (weekday is null && numbers.Count == 0 && month is null && FindWeekday(plain) is DayOfWeek day)
            {
                weekday = day;
            }
            else if (month is null && FindMonth(plain) is int found)
            {
                month = found;
            }
            else
            {
                return false;
            }
        }

        // "02-Jun-2025" is one word.
        if (month is null && numbers.Count == 3 && FindMonth(numbers[1]) is int inside)
        {
            month = inside;
            numbers.RemoveAt(1);
        }

        return month is int named
            ? numbers.Count == 2 && TryDayAndYear(numbers[0], numbers[1], named, out date)
            : numbers.Count == 3 && TryNumeric(numbers, weekday, out date);
    }

    private static bool TryDayAndYear(string first, string second, int month, out DateOnly date)
    {
        (string day, string year) = first.Length == 4 ? (second, first) : (first, second);
        return TryDate(Year(year), month, Number(day), out date);
    }

    /// <summary>
    /// Reads day and month as numbers, which is unambiguous only if one of them cannot be a month or the weekday decides.
    /// </summary>
    private static bool TryNumeric(List<string> numbers, DayOfWeek? weekday, out DateOnly date)
    {
        int year = Year(numbers[2]);
        bool dayFirst = TryDate(year, Number(numbers[1]), Number(numbers[0]), out DateOnly european);
        bool monthFirst = TryDate(year, Number(numbers[0]), Number(numbers[1]), out DateOnly american);
        if (dayFirst && monthFirst && european != american)
        {
            dayFirst = european.DayOfWeek == weekday;
            monthFirst = american.DayOfWeek == weekday;
        }

        date = dayFirst ? european : american;
        return (dayFirst || monthFirst) && (!(dayFirst && monthFirst) || european == american);
    }

    private static int Year(string text) => Number(text) switch
    {
        int year when text.Length == 4 => year,
        int year when text.Length == 2 => year < 70 ? 2000 + year : 1900 + year,
        _ => -1,
    };

    private static int Number(string text) =>
        text.Length <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;

    private static string Ordinal(string word) =>
        word.Length > 2 && word[^2..] is "st" or "nd" or "rd" or "th" or "er" && char.IsAsciiDigit(word[^3]) ? word[..^2] : word;

    private static int? FindMonth(string word)
    {
        foreach ((string prefix, int month) in Months)
        {
            if (word.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return month;
            }
        }

        return null;
    }

    private static DayOfWeek? FindWeekday(string word)
    {
        if (word.Length == 2)
        {
            int index = Array.IndexOf(GermanShortWeekdays, word);
            return index < 0 ? null : (DayOfWeek)index;
        }

        foreach ((string prefix, DayOfWeek day) in Weekdays)
        {
            if (word.StartsWith(prefix, StringComparison.Ordinal))
            {
                return day;
            }
        }

        return null;
    }

    private static bool TryDate(int year, int month, int day, out DateOnly date)
    {
        bool valid = year is >= 1900 and <= 9998 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = valid ? new DateOnly(year, month, day) : default;
        return valid;
    }
}
