using System.Globalization;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>How much of a webhook's hourly allowance is used. The hour is a sliding one, not a clock hour.</summary>
/// <param name="Admitted">Times of the alerts admitted within the last hour, ascending.</param>
/// <param name="HeldBack">Number of alerts held back since the last one was admitted.</param>
public sealed record AlertAllowance(IReadOnlyList<DateTimeOffset> Admitted, int HeldBack)
{
    private const char Separator = ' ';
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>An unused allowance.</summary>
    public static AlertAllowance Unused { get; } = new([], 0);

    /// <summary>Admits one alert, or counts it as held back when the hour's allowance is used up.</summary>
    /// <param name="perHour">Maximum number of alerts in any hour.</param>
    /// <param name="now">Time of the request.</param>
    public (AlertAllowance Next, AlertAdmission Admission) Take(int perHour, DateTimeOffset now)
    {
        DateTimeOffset[] within = [.. Admitted.Where(at => now - at < Hour)];
        return within.Length < perHour
            ? (new AlertAllowance([.. within, now], 0), new AlertAdmission(true, HeldBack))
            : (new AlertAllowance(within, HeldBack + 1), new AlertAdmission(false, HeldBack + 1));
    }

    /// <summary>Formats the allowance as text that <see cref="Parse"/> reads.</summary>
    public string ToText() => string.Join(
        Separator,
        Admitted.Select(at => at.ToUnixTimeMilliseconds())
            .Prepend(HeldBack)
            .Select(number => number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Parses the result of <see cref="ToText"/>. Null or empty text stands for an unused allowance.</summary>
    /// <exception cref="FormatException">The text was not written by <see cref="ToText"/>.</exception>
    public static AlertAllowance Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Unused;
        }

        long[] numbers = [.. text.Split(Separator).Select(part => long.Parse(part, CultureInfo.InvariantCulture))];
        return new AlertAllowance([.. numbers.Skip(1).Select(DateTimeOffset.FromUnixTimeMilliseconds)], (int)numbers[0]);
    }
}

/// <summary>Whether an alert may be sent.</summary>
/// <param name="IsAdmitted">True if it may be sent.</param>
/// <param name="HeldBack">Number of alerts held back since the last one was admitted, including this one if it is held back.</param>
public readonly record struct AlertAdmission(bool IsAdmitted, int HeldBack);
