namespace MarketPulse.Core.Sensitivity;

/// <summary>How far back a profile looks, and how much older days count.</summary>
public enum Horizon
{
    /// <summary>Every event day, all alike.</summary>
    All,

    /// <summary>Event days and sessions of the last 365 days.</summary>
    TwelveMonths,

    /// <summary>Every event day and session, with weight 0.5^(age in days / 365).</summary>
    HalfLife,
}

/// <summary>The codes of horizons in tables, commands and the API: <c>all</c>, <c>12m</c>, <c>halflife</c>.</summary>
public static class Horizons
{
    private const double DaysPerHalf = 365;

    /// <summary>Every code, in the order of the enum.</summary>
    public static IReadOnlyList<string> Codes { get; } = ["all", "12m", "halflife"];

    /// <summary>The code of a horizon.</summary>
    public static string Code(this Horizon horizon) => Codes[(int)horizon];

    /// <summary>The horizon of a code.</summary>
    /// <exception cref="FormatException">The text is no code; the message lists them.</exception>
    public static Horizon Parse(string code)
    {
        int found = Codes.ToList().IndexOf(code);
        return found >= 0 ? (Horizon)found : throw new FormatException($"'{code}' is no horizon: give all, 12m or halflife.");
    }

    /// <summary>The weight of a day; 0 leaves it out.</summary>
    /// <param name="horizon">The horizon.</param>
    /// <param name="day">The day.</param>
    /// <param name="asOf">The day looked back from.</param>
    internal static double Weight(this Horizon horizon, DateOnly day, DateOnly asOf)
    {
        int age = asOf.DayNumber - day.DayNumber;
        return horizon switch
        {
            Horizon.TwelveMonths => age < DaysPerHalf ? 1 : 0,
            Horizon.HalfLife => Math.Pow(0.5, age / DaysPerHalf),
            _ => 1,
        };
    }
}
