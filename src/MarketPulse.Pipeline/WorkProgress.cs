using System.Globalization;

namespace MarketPulse.Pipeline;

/// <summary>How far a piece of work has come, for people who wait for it and for logs.</summary>
/// <param name="What">What is being done, such as <c>Replaying</c>.</param>
/// <param name="Done">Number of units finished.</param>
/// <param name="Total">Number of units in all; null while it is unknown.</param>
/// <param name="Unit">What is counted, in the plural; empty while nothing is counted.</param>
public readonly record struct WorkProgress(string What, long Done = 0, long? Total = null, string Unit = "")
{
    /// <summary>Number of units to do; null while the total is unknown.</summary>
    public long? Left => Total - Done;

    /// <summary>Work that counts nothing.</summary>
    /// <param name="what">What is being done.</param>
    public static implicit operator WorkProgress(string what) => new(what);

    /// <summary>One line, such as <c>Replaying: 12 of 163 events</c>.</summary>
    public override string ToString() => (Unit.Length, Total) switch
    {
        (0, _) => What,
        (_, { } total) => string.Create(CultureInfo.InvariantCulture, $"{What}: {Done:N0} of {total:N0} {Unit}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{What}: {Done:N0} {Unit}"),
    };
}
