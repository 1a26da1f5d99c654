namespace MarketPulse.Core.Markets;

/// <summary>Running sums of ln(volume) and of sessions without volume: the sum over any stretch of bars costs the same whatever its length.</summary>
internal sealed class LogVolumes
{
    private readonly double[] _sums;
    private readonly int[] _missing;

    public LogVolumes(double[] volumes)
    {
        _sums = new double[volumes.Length + 1];
        _missing = new int[volumes.Length + 1];

        // About the first volume, so that little is lost when sums are subtracted.
        double centre = Math.Log(Array.Find(volumes, IsThere));
        for (int i = 0; i < volumes.Length; i++)
        {
            bool there = IsThere(volumes[i]);
            _sums[i + 1] = _sums[i] + (there ? Math.Log(volumes[i]) - centre : 0);
            _missing[i + 1] = _missing[i] + (there ? 0 : 1);
        }
    }

    /// <summary>Sum of ln(volume), each less a constant, over the bars before each position.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    /// <summary>Whether a volume is zero or missing in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public bool AnyMissing(int from, int to) => from < to && _missing[to] > _missing[from];

    private static bool IsThere(double volume) => volume > 0 && double.IsFinite(volume);
}
