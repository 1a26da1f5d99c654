namespace MarketPulse.Core.Analogues;

/// <summary>
/// The weights that make a forecast distribution of what followed past events: exp(-d^2 / 2h^2), where d is the distance of a past event
/// (<see cref="EventDistance"/>) and h is the bandwidth. The smaller the bandwidth, the more only the most similar events count. An
/// infinite bandwidth gives every past event the same weight, which is the unconditional distribution.
/// </summary>
public static class AnalogueKernel
{
    /// <summary>Number of past events, the newest that have settled, that a distribution is made from.</summary>
    public const int MostEvents = 2000;

    /// <summary>The bandwidths to choose from, on the scale of the distance, ascending; the last is infinite.</summary>
    public static IReadOnlyList<double> Bandwidths { get; } = [0.05, 0.1, 0.2, 0.4, double.PositiveInfinity];

    /// <summary>The weight of a past event, 0 to 1, relative to that of an identical event.</summary>
    /// <param name="distance">The distance of the past event, 0 to 1.</param>
    /// <param name="bandwidth">The bandwidth, above 0; infinity for equal weights.</param>
    public static double Weight(double distance, double bandwidth)
    {
        double scaled = distance / bandwidth;
        return Math.Exp(-scaled * scaled / 2);
    }
}
