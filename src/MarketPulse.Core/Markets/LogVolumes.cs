namespace MarketPulse.Core.Markets;

/// <summary>
/// Running sums of ln(volume) and of sessions without volume, so that the sum over any range of bars takes constant time.
/// </summary>
internal sealed class LogVolumes
{
    private readonly double[] _sums;
    private readonly int[] _missing;

    public LogVolumes(double[] volumes)
    {
        _sums = new double[volumes.Length + 1];
        _missing = new int[volumes.Length + 1];

        // Relative to the first volume, so that little precision is lost when sums are subtracted.
        double centre = Math.Log(Array.Find(volumes, IsPresent));
        for (int i = 0; i < volumes.Length; i++)
        {
            bool present = IsPresent(volumes[i]);
            _sums[i + 1] = _sums[i] + (present ? Math.Log(volumes[i]) - centre : 0);
            _missing[i + 1] = _missing[i] + (present ? 0 : 1);
        }
    }

    /// <summary>Sum of ln(volume), less a constant per bar, over the bars before each position.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    /// <summary>Whether a volume is zero or missing in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public bool AnyMissing(int from, int to) => from < to && _missing[to] > _missing[from];

    private static bool IsPresent(double volume) => volume > 0 && double.IsFinite(volume);
}
