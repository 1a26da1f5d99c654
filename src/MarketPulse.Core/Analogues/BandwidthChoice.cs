namespace MarketPulse.Core.Analogues;

/// <summary>
/// Chooses the bandwidth of one window: the one of <see cref="AnalogueKernel.Bandwidths"/> whose forecasts of past events had the smallest
/// mean continuous ranked probability score (CRPS).
/// </summary>
public sealed class BandwidthChoice
{
    /// <summary>With fewer settled events the bandwidth is infinite, so that every past event counts the same.</summary>
    public const int Fewest = 30;

    private readonly double[] _sums = new double[AnalogueKernel.Bandwidths.Count];

    /// <summary>Number of settled events that were added.</summary>
    public int Events { get; private set; }

    /// <summary>
    /// Index of the chosen bandwidth in <see cref="AnalogueKernel.Bandwidths"/>. Of equally good ones it is the widest.
    /// </summary>
    public int Index
    {
        get
        {
            int best = _sums.Length - 1;
            for (int i = best - 1; i >= 0 && Events >= Fewest; i--)
            {
                best = _sums[i] < _sums[best] ? i : best;
            }

            return best;
        }
    }

    /// <summary>Adds a settled event.</summary>
    /// <param name="crps">Its CRPS under each bandwidth, each averaged over the instruments.</param>
    /// <exception cref="ArgumentException">There is not one score per bandwidth.</exception>
    public void Add(ReadOnlySpan<double> crps)
    {
        if (crps.Length != _sums.Length)
        {
            throw new ArgumentException($"Give one score for each of the {_sums.Length} bandwidths.", nameof(crps));
        }

        for (int i = 0; i < crps.Length; i++)
        {
            _sums[i] += crps[i];
        }

        Events++;
    }
}
