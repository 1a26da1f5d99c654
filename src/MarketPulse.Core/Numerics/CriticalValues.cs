namespace MarketPulse.Core.Numerics;

/// <summary>
/// Student quantiles for the intervals and the detectable move, precomputed for every degree of freedom that an estimation window can
/// leave.
/// </summary>
internal sealed class CriticalValues
{
    private readonly (double Wide, double Power)[] _byDegrees;

    public CriticalValues(int mostDegrees)
    {
        _byDegrees = new (double, double)[mostDegrees + 1];
        for (int df = 1; df <= mostDegrees; df++)
        {
            _byDegrees[df] = (StudentT.Quantile(0.975, df), StudentT.Quantile(0.80, df));
        }
    }

    /// <summary>The quantiles at 0.975 and at 0.80.</summary>
    public (double Wide, double Power) this[int degreesOfFreedom] => _byDegrees[degreesOfFreedom];
}
