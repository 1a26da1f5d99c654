using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MarketPulse.Feeds.Files;

/// <summary>Parses the dates and numbers of price files from UTF-8.</summary>
internal static class PriceCsvFields
{
    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>
    /// Parses <c>yyyy-MM-dd</c> (a time after it is ignored), <c>yyyy/MM/dd</c>, <c>yyyyMMdd</c>, <c>dd.MM.yyyy</c>, and Unix seconds or
    /// milliseconds. Other dates with slashes are refused, because 3/4/2019 is in March in some countries and in April in others.
    /// </summary>
    public static bool TryDate(ReadOnlySpan<byte> field, out DateOnly date)
    {
        date = default;
        if (field.Length >= 10 && (field[4] == '-' || field[4] == '/') && field[7] == field[4])
        {
            return (field.Length == 10 || field[10] == 'T' || field[10] == ' ')
                && Digits(field[..4], out int year) && Digits(field[5..7], out int month) && Digits(field[8..10], out int day)
                && TryDate(year, month, day, out date);
        }

        if (field.Length == 10 && field[2] == '.' && field[5] == '.')
        {
            return Digits(field[6..], out int year) && Digits(field[3..5], out int month) && Digits(field[..2], out int day)
                && TryDate(year, month, day, out date);
        }

        if (field.Length == 8 && Digits(field, out int packed))
        {
            return TryDate(packed / 10000, packed / 100 % 100, packed % 100, out date);
        }

        if (field.Length is 9 or 10 or 12 or 13 && Utf8Parser.TryParse(field, out long unix, out int used) && used == field.Length
            && unix > 0)
        {
            date = DateOnly.FromDateTime(
                (field.Length <= 10 ? DateTimeOffset.FromUnixTimeSeconds(unix) : DateTimeOffset.FromUnixTimeMilliseconds(
                    unix)).UtcDateTime);
            return true;
        }

        return false;
    }

    /// <summary>Parses a finite number with a decimal point, correctly rounded.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> field, out double value)
    {
        // With up to 15 digits and 22 decimals, one division of exact doubles is correctly rounded (Clinger 1990).
        ulong digits = 0;
        int count = 0;
        int decimals = -1;
        foreach (byte b in field)
        {
            uint digit = (uint)(b - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
                count++;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (b == '.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                return TryAnyNumber(field, out value);
            }
        }

        if (count is 0 or > 15)
        {
            return TryAnyNumber(field, out value);
        }

        value = decimals > 0 ? digits / PowersOfTen[decimals] : digits;
        return true;
    }

    /// <summary>Whether the source marks the value as missing: empty, <c>null</c>, <c>N/D</c>, <c>N/A</c> or a full stop.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> field) =>
        field.IsEmpty || field.SequenceEqual("."u8) || Ascii.EqualsIgnoreCase(field, "null"u8) || Ascii.EqualsIgnoreCase(field, "N/D"u8)
        || Ascii.EqualsIgnoreCase(field, "N/A"u8);

    private static bool TryAnyNumber(ReadOnlySpan<byte> field, out double value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(field, Style, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static bool Digits(ReadOnlySpan<byte> field, out int value)
    {
        value = 0;
        foreach (byte b in field)
        {
            uint digit = (uint)(b - '0');
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + (int)digit;
        }

        return true;
    }

    private static bool TryDate(int year, int month, int day, out DateOnly date)
    {
        bool valid = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = valid ? new DateOnly(year, month, day) : default;
        return valid;
    }
}
