using MarketPulse.Core.Events;

namespace MarketPulse.Core.Analogues;

/// <summary>
/// The distance between two events, term by term. Each term is a weight times a difference from 0 (identical) to 1 (nothing in common); the
/// weights add up to 1.
/// </summary>
/// <param name="Measures">Weight 0.25: share of the measures of either event that the events do not have in common (Jaccard 1901).</param>
/// <param name="Actors">Weight 0.20: the same for actors.</param>
/// <param name="Stance">Weight 0.20: 1 for opposite directions, 0.5 when one of two different stances is mixed or neutral.</param>
/// <param name="Topics">Weight 0.15: the same as for measures.</param>
/// <param name="Certainty">Weight 0.10: steps apart on the scale from denied to in force, over the length of the scale.</param>
/// <param name="Intensity">Weight 0.10: points apart, over 100.</param>
public readonly record struct EventDistance(
    double Measures, double Actors, double Stance, double Topics, double Certainty, double Intensity)
{
    private const double MeasuresWeight = 0.25;
    private const double ActorsWeight = 0.20;
    private const double StanceWeight = 0.20;
    private const double TopicsWeight = 0.15;
    private const double CertaintyWeight = 0.10;
    private const double IntensityWeight = 0.10;
    private const double Ladder = (int)Events.Certainty.InForce;

    /// <summary>The distance: the sum of the terms, 0 to 1.</summary>
    public double Total => Measures + Actors + Stance + Topics + Certainty + Intensity;

    /// <summary>The distance between two events, which is symmetric.</summary>
    public static EventDistance Between(TradeEvent one, TradeEvent other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return new EventDistance(
            MeasuresWeight * Apart(one.Measures, other.Measures),
            ActorsWeight * Apart(one.Actors, other.Actors),
            StanceWeight * Apart(one.Stance, other.Stance),
            TopicsWeight * Apart(one.Topics, other.Topics),
            CertaintyWeight * Math.Abs((int)one.Certainty - (int)other.Certainty) / Ladder,
            IntensityWeight * Math.Abs(one.Intensity - other.Intensity) / 100);
    }

    private static double Apart(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        int common = one.Count(code => other.Contains(code, StringComparer.Ordinal));
        int all = one.Count + other.Count - common;
        return all == 0 ? 0 : 1 - ((double)common / all);
    }

    private static double Apart(Stance one, Stance other) => (one == other, Directed(one) && Directed(other)) switch
    {
        (true, _) => 0,
        (_, true) => 1,
        _ => 0.5,
    };

    private static bool Directed(Stance stance) => stance is Events.Stance.Escalation or Events.Stance.Deescalation;
}
