using System.Globalization;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>How much of a webhook's hourly allowance is used: a sliding hour, not one by the clock.</summary>
/// <param name="Admitted">When alerts were admitted within the last hour, ascending.</param>
/// <param name="HeldBack">Alerts held back since the last one admitted.</param>
public sealed record AlertAllowance(IReadOnlyList<DateTimeOffset> Admitted, int HeldBack)
{
    private const char Separator = ' ';
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Nothing used.</summary>
    public static AlertAllowance Unused { get; } = new([], 0);

    /// <summary>Takes one alert's share, or counts it as held back when the hour's are used up.</summary>
    /// <param name="perHour">Most alerts in any hour.</param>
    /// <param name="now">The time.</param>
    public (AlertAllowance Next, AlertAdmission Admission) Take(int perHour, DateTimeOffset now)
    {
        DateTimeOffset[] within = [.. Admitted.Where(at => now - at < Hour)];
        return within.Length < perHour
            ? (new AlertAllowance([.. within, now], 0), new AlertAdmission(true, HeldBack))
            : (new AlertAllowance(within, HeldBack + 1), new AlertAdmission(false, HeldBack + 1));
    }

    /// <summary>The allowance as one text, which <see cref="Parse"/> reads.</summary>
    public string ToText() => string.Join(
        Separator, Admitted.Select(at => at.ToUnixTimeMilliseconds()).Prepend(HeldBack).Select(number => number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads <see cref="ToText"/>; no text is an unused allowance.</summary>
    /// <exception cref="FormatException">The text is none of ours.</exception>
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
/// <param name="IsAdmitted">Whether it may.</param>
/// <param name="HeldBack">How many were held back since the one before: told with an alert that may, this one among them where it may not.</param>
public readonly record struct AlertAdmission(bool IsAdmitted, int HeldBack);
