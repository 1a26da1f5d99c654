namespace MarketPulse.Core.Analogues;

/// <summary>What followed a past event, as a member of a forecast distribution.</summary>
/// <param name="CarPct">Its cumulative abnormal return, percent.</param>
/// <param name="Distance">The distance of the event from the one that is forecast, 0 to 1.</param>
public readonly record struct PastReaction(double CarPct, double Distance);

/// <summary>
/// What followed past events in one instrument over one window, as the forecast distribution of what follows another event.
/// </summary>
public sealed class ReactionDistribution
{
    private readonly double[] _cars;
    private readonly double[] _distances;

    /// <summary>Creates a distribution.</summary>
    /// <param name="reactions">The past reactions, in any order; at least one.</param>
    /// <exception cref="ArgumentException">There are no reactions.</exception>
    public ReactionDistribution(IEnumerable<PastReaction> reactions)
    {
        ArgumentNullException.ThrowIfNull(reactions);
        PastReaction[] sorted = [.. reactions.OrderBy(reaction => reaction.CarPct)];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("A distribution needs at least one reaction.", nameof(reactions));
        }

        _cars = [.. sorted.Select(reaction => reaction.CarPct)];
        _distances = [.. sorted.Select(reaction => reaction.Distance)];
    }

    /// <summary>Number of past reactions.</summary>
    public int Count => _cars.Length;

    /// <summary>The continuous ranked probability score (Gneiting and Raftery 2007, eq. 21) of the distribution, percent.</summary>
    /// <param name="bandwidth">The bandwidth of the weights; infinity for the unconditional distribution.</param>
    /// <param name="outcomePct">The cumulative abnormal return that followed, percent.</param>
    public double Crps(double bandwidth, double outcomePct) =>
        Numerics.Crps.Of(_cars, Weights(bandwidth), outcomePct);

    /// <summary>Quantiles of the distribution, percent, ascending: of levels 1/2n, 3/2n, ... for n quantiles.</summary>
    /// <param name="bandwidth">The bandwidth of the weights; infinity for the unconditional distribution.</param>
    /// <param name="count">Number of quantiles, at least 1.</param>
    public IReadOnlyList<double> Quantiles(double bandwidth, int count)
    {
        double[] weights = Weights(bandwidth);
        double total = weights.Sum(), below = weights[0];
        var quantiles = new double[count];
        for (int i = 0, member = 0; i < count; i++)
        {
            for (double level = total * ((2 * i) + 1) / (2 * count); below < level && member < _cars.Length - 1;)
            {
                below += weights[++member];
            }

            quantiles[i] = _cars[member];
        }

        return quantiles;
    }

    private double[] Weights(double bandwidth) => [.. _distances.Select(distance => AnalogueKernel.Weight(distance, bandwidth))];
}
