namespace MarketPulse.Core.Verification;

/// <summary>What is forecast for one instrument over one window.</summary>
public sealed record ForecastSeries
{
    /// <summary>Number of quantiles that stand for a distribution: of levels 1/42, 3/42, ... 41/42, each with the same weight.</summary>
    public const int Quantiles = 21;

    /// <summary>The instrument.</summary>
    public required string Symbol { get; init; }

    /// <summary>Key of the window, which starts on day 0 or later.</summary>
    public required string WindowKey { get; init; }

    /// <summary>Day 0 of the event on the instrument's calendar.</summary>
    public required DateOnly Day0 { get; init; }

    /// <summary>When day 0 closes; the forecast was locked before.</summary>
    public required DateTimeOffset CloseUtc { get; init; }

    /// <summary>
    /// Predicted cumulative abnormal return of the scenario with the event's intensity, percent; null without a prediction.
    /// </summary>
    public double? PredictedPct { get; init; }

    /// <summary>Half the width of its 95% prediction interval, percent.</summary>
    public double? HalfWidthPct { get; init; }

    /// <summary>What half the width is multiplied by in the adaptive interval.</summary>
    public double? AdaptiveMultiplier { get; init; }

    /// <summary>The bandwidth of the analogue distribution; null for infinity.</summary>
    public double? Bandwidth { get; init; }

    /// <summary>
    /// Quantiles of what followed past events weighted by likeness (<see cref="Analogues.AnalogueKernel"/>), percent, ascending; empty with
    /// fewer than five.
    /// </summary>
    public IReadOnlyList<double> Analogues { get; init; } = [];

    /// <summary>Quantiles of what followed all past events alike, percent, ascending; empty with fewer than five.</summary>
    public IReadOnlyList<double> Unconditional { get; init; } = [];
}
