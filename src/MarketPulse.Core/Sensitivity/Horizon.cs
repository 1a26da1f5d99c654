namespace MarketPulse.Core.Sensitivity;

/// <summary>How far back a profile looks, and how much older days count.</summary>
public enum Horizon
{
    /// <summary>Every event day and session, with equal weight.</summary>
    All,

    /// <summary>Event days and sessions of the last 365 days.</summary>
    TwelveMonths,

    /// <summary>Every event day and session, with weight 0.5^(age in days / 365).</summary>
    HalfLife,
}

/// <summary>The codes of horizons in tables, commands and the API: <c>all</c>, <c>12m</c>, <c>halflife</c>.</summary>
public static class Horizons
{
    /// <summary>Every code, in the order of the enum.</summary>
    public static IReadOnlyList<string> Codes { get; } = ["all", "12m", "halflife"];

    /// <summary>The code of a horizon.</summary>
    public static string Code(this Horizon horizon) => Codes[(int)horizon];

    /// <summary>The horizon with a code.</summary>
    /// <exception cref="FormatException">No horizon has that code; the message lists the valid ones.</exception>
    public static Horizon Parse(string code)
    {
        int found = Codes.ToList().IndexOf(code);
        return found >= 0 ? (Horizon)found : throw new FormatException($"'{code}' is not a horizon: give all, 12m or halflife.");
    }
}

/// <summary>The weights of days under a horizon that looks back from a day.</summary>
internal sealed class HorizonWeights
{
    private const int DaysPerHalf = 365;

    private readonly Horizon _horizon;
    private readonly int _asOf;
    private readonly double[] _halved;

    /// <summary>Prepares the weights.</summary>
    /// <param name="horizon">The horizon.</param>
    /// <param name="asOf">The day that the horizon looks back from.</param>
    /// <param name="first">The earliest day whose weight is precomputed; weights of earlier days are computed on demand.</param>
    public HorizonWeights(Horizon horizon, DateOnly asOf, DateOnly first)
    {
        _horizon = horizon;
        _asOf = asOf.DayNumber;
        _halved = horizon == Horizon.HalfLife
            ? [.. Enumerable.Range(0, Math.Max(0, _asOf - first.DayNumber) + 1).Select(age => Halved(age))]
            : [];
    }

    /// <summary>The horizon.</summary>
    public Horizon Horizon => _horizon;

    /// <summary>The weight of a day; 0 leaves it out.</summary>
    public double WeightOn(DateOnly day)
    {
        int age = _asOf - day.DayNumber;
        return _horizon switch
        {
            Horizon.TwelveMonths => age < DaysPerHalf ? 1 : 0,
            Horizon.HalfLife => (uint)age < (uint)_halved.Length ? _halved[age] : Halved(age),
            _ => 1,
        };
    }

    private static double Halved(int age) => Math.Pow(0.5, (double)age / DaysPerHalf);
}
