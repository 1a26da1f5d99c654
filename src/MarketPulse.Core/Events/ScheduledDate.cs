using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events;

/// <summary>A date ahead that an article announces.</summary>
/// <param name="Kind">What happens on it.</param>
/// <param name="Date">The date, as the article gives it; no time zone applies.</param>
/// <param name="IsStated">
/// Whether the article names the date; otherwise it was computed from the day of publication and a duration or weekday.
/// </param>
public readonly record struct ScheduledDate(ScheduleKind Kind, DateOnly Date, bool IsStated)
{
    /// <summary>Most days between publication and a date that is read; later ones are taken for a misreading.</summary>
    public const int MaxDaysAhead = 731;

    /// <summary>The <see cref="Basis"/> of a date that the article names.</summary>
    public const string Stated = "stated";

    /// <summary>The <see cref="Basis"/> of a date that follows from the day of publication and a duration or weekday.</summary>
    public const string Computed = "computed";

    private const string DateFormat = "yyyy-MM-dd";

    /// <summary><see cref="Stated"/> or <see cref="Computed"/>.</summary>
    public string Basis => IsStated ? Stated : Computed;

    /// <summary>Whether a date can be announced on a day: it is that day or a later one, by at most <see cref="MaxDaysAhead"/>.</summary>
    /// <param name="date">The date.</param>
    /// <param name="announced">UTC day of the announcement.</param>
    public static bool IsAhead(DateOnly date, DateOnly announced) =>
        date >= announced && date.DayNumber - announced.DayNumber <= MaxDaysAhead;

    /// <summary>As events store it: kind, date and <c>stated</c> or <c>computed</c>, separated by spaces.</summary>
    public string ToCode() => string.Create(
        CultureInfo.InvariantCulture, $"{Codes<ScheduleKind>.Of(Kind)} {Date:yyyy-MM-dd} {Basis}");

    /// <summary>Reads what <see cref="ToCode"/> writes.</summary>
    /// <param name="code">The code.</param>
    /// <param name="scheduled">The date.</param>
    /// <returns>False for any other text.</returns>
    public static bool TryParse(string code, out ScheduledDate scheduled)
    {
        ArgumentNullException.ThrowIfNull(code);
        scheduled = default;
        if (code.Split(' ') is not [var kind, var day, (Stated or Computed) and var basis]
            || !Codes<ScheduleKind>.TryParse(kind, out ScheduleKind parsed)
            || !DateOnly.TryParseExact(day, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return false;
        }

        scheduled = new ScheduledDate(parsed, date, basis == Stated);
        return true;
    }
}

/// <summary>What happens on a date ahead.</summary>
public enum ScheduleKind
{
    /// <summary>A measure takes effect.</summary>
    Effective,

    /// <summary>Somebody must have acted by then.</summary>
    Deadline,

    /// <summary>What is in force for a time, such as a truce or an exemption, ends.</summary>
    Expiry,
}
