namespace MarketPulse.Core.Impact.Significance;

/// <summary>What tests across events and instruments need of one study.</summary>
public sealed record EventObservation
{
    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary>The instrument.</summary>
    public required string Symbol { get; init; }

    /// <summary>Abnormal returns of the estimation window, oldest first; fractions.</summary>
    public required double[] EstimationAbnormal { get; init; }

    /// <summary>
    /// Day numbers that pair the estimation residuals of different instruments; equal numbers mean the same calendar date.
    /// </summary>
    public required int[] EstimationDays { get; init; }

    /// <summary>Abnormal returns of the event window; fractions.</summary>
    public required double[] WindowAbnormal { get; init; }

    /// <summary>Abnormal returns of the window, each divided by its own forecast standard error (Patell 1976).</summary>
    public required double[] Standardized { get; init; }

    /// <summary>Cumulative abnormal return of the window.</summary>
    public required double Car { get; init; }

    /// <summary><see cref="Car"/> over its standard error.</summary>
    public required double Scar { get; init; }

    /// <summary>Residual variance of the estimation window.</summary>
    public required double ResidualVariance { get; init; }

    /// <summary>Degrees of freedom of the residual variance, L - k.</summary>
    public required int DegreesOfFreedom { get; init; }

    /// <summary>
    /// The window's variance relative to that of the estimation window: the mean of the squared standardized abnormal returns.
    /// </summary>
    public double VarianceRatio
    {
        get
        {
            double sum = 0;
            foreach (double value in Standardized)
            {
                sum += value * value;
            }

            return sum / Standardized.Length;
        }
    }
}
