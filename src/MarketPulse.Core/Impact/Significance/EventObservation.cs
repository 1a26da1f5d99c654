namespace MarketPulse.Core.Impact.Significance;

/// <summary>What a test across events needs to know of one event and instrument.</summary>
public sealed record EventObservation
{
    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary>The instrument.</summary>
    public required string Symbol { get; init; }

    /// <summary>Abnormal returns of the estimation window, oldest first; fractions.</summary>
    public required double[] EstimationAbnormal { get; init; }

    /// <summary>Day numbers that pair estimation residuals of different instruments: equal numbers are the same calendar date.</summary>
    public required int[] EstimationDays { get; init; }

    /// <summary>Abnormal returns of the event window; fractions.</summary>
    public required double[] WindowAbnormal { get; init; }

    /// <summary>Abnormal returns of the window, each over its own forecast standard error (Patell 1976).</summary>
    public required double[] Standardized { get; init; }

    /// <summary>Cumulative abnormal return of the window.</summary>
    public required double Car { get; init; }

    /// <summary><see cref="Car"/> over its standard error.</summary>
    public required double Scar { get; init; }

    /// <summary>Residual variance of the estimation window.</summary>
    public required double ResidualVariance { get; init; }

    /// <summary>Degrees of freedom of the residual variance, L - k.</summary>
    public required int DegreesOfFreedom { get; init; }

    /// <summary>How far the window's variance exceeds the estimation window's: mean of the squared standardized abnormal returns.</summary>
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
