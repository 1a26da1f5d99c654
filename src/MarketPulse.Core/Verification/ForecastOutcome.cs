using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Numerics;
using MarketPulse.Core.Scenarios;

namespace MarketPulse.Core.Verification;

/// <summary>A locked forecast and what followed: the first final score of the event, instrument and window. It is never replaced.</summary>
[Table("forecastoutcomes")]
public sealed record ForecastOutcome : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => RowKeys.Partition(EventTimeUtc);

    /// <inheritdoc/>
    public override string RowKey => $"{Forecast.KeyOf(Sequence)}|{Symbol}|{WindowKey}";

    /// <summary>Position of the forecast in the chain.</summary>
    [Column("sequence", Unit = "count", Example = "1")]
    public required long Sequence { get; init; }

    /// <summary>The event that was scored; it differs from that of the forecast if an earlier report re-keyed the event.</summary>
    [Column("eventid", Example = "20250602T120000Z-1f0c9a3e")]
    public required string EventId { get; init; }

    /// <summary>Time of the event that was forecast.</summary>
    [Column("eventtimeutc", Unit = "utc", Example = "2025-06-02T12:00:00Z")]
    public required DateTimeOffset EventTimeUtc { get; init; }

    /// <summary>UTC date of the event that was forecast as an integer, yyyyMMdd.</summary>
    [Column("datekey", Example = "20250602")]
    public int DateKey => RowKeys.DateKey(EventTimeUtc);

    /// <summary>The instrument.</summary>
    [Column("symbol", Example = "FXI")]
    public required string Symbol { get; init; }

    /// <summary>Key of the window.</summary>
    [Column("windowkey", Example = "p0_p5")]
    public required string WindowKey { get; init; }

    /// <summary>First measure of the event; <c>none</c> without one.</summary>
    [Column("kind", Example = "tariff")]
    public required string Kind { get; init; }

    /// <summary>When the forecast was locked.</summary>
    [Column("lockedutc", Unit = "utc", Example = "2025-06-02T12:04:10Z")]
    public required DateTimeOffset LockedUtc { get; init; }

    /// <summary>Day 0.</summary>
    [Column("day0", Example = "2025-06-02")]
    public required DateOnly Day0 { get; init; }

    /// <summary>The cumulative abnormal return that followed, percent.</summary>
    [Column("outcome_pct", Unit = "percent", Example = "-0.8")]
    public required double OutcomePct { get; init; }

    /// <summary>Predicted cumulative abnormal return; null without a prediction.</summary>
    [Column("predicted_pct", Unit = "percent", Example = "-1.04")]
    public double? PredictedPct { get; init; }

    /// <summary>Half the width of the 95% prediction interval.</summary>
    [Column("halfwidth_pct", Unit = "percent", Example = "3.9")]
    public double? HalfWidthPct { get; init; }

    /// <summary>What half the width is multiplied by in the adaptive interval.</summary>
    [Column("adaptive_multiplier", Example = "1.12")]
    public double? AdaptiveMultiplier { get; init; }

    /// <summary>Whether the outcome was inside the prediction interval.</summary>
    [Column("isinside", Example = "true")]
    public bool? IsInside { get; init; }

    /// <summary>Whether the outcome was inside the adaptive interval.</summary>
    [Column("isinside_adaptive", Example = "true")]
    public bool? IsInsideAdaptive { get; init; }

    /// <summary>CRPS of the scenario, taken as the normal distribution with the same 95% interval.</summary>
    [Column("crps_scenario_pct", Unit = "percent", Example = "0.61")]
    public double? CrpsScenarioPct { get; init; }

    /// <summary>CRPS of what followed past events, weighted by likeness.</summary>
    [Column("crps_analogues_pct", Unit = "percent", Example = "0.63")]
    public double? CrpsAnaloguesPct { get; init; }

    /// <summary>CRPS of what followed all past events alike.</summary>
    [Column("crps_unconditional_pct", Unit = "percent", Example = "0.62")]
    public double? CrpsUnconditionalPct { get; init; }

    /// <summary>
    /// Probability integral transform: the probability of a smaller outcome according to the scenario. Uniform if the forecasts are right.
    /// </summary>
    [Column("pit", Unit = "0 to 1", Example = "0.55")]
    public double? Pit { get; init; }

    /// <summary>The prediction with its outcome, for <see cref="AdaptiveInterval.After"/>; null without a prediction.</summary>
    public SettledPrediction? Settled => PredictedPct is { } centre && HalfWidthPct is { } half && AdaptiveMultiplier is { } multiplier
        ? new SettledPrediction(Math.Abs(OutcomePct - centre) / half, multiplier)
        : null;

    /// <summary>How the forecast has done.</summary>
    public ForecastAccuracy Accuracy => new()
    {
        WindowKey = WindowKey,
        Kind = Kind,
        Day0 = Day0,
        IsInside = IsInside,
        IsInsideAdaptive = IsInsideAdaptive,
        WidthPct = 2 * HalfWidthPct,
        WidthAdaptivePct = 2 * HalfWidthPct * AdaptiveMultiplier,
        CrpsScenarioPct = CrpsScenarioPct,
        CrpsAnaloguesPct = CrpsAnaloguesPct,
        CrpsUnconditionalPct = CrpsUnconditionalPct,
        Pit = Pit,
    };

    /// <summary>The outcome of a forecast.</summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="series">Its part for the instrument and window.</param>
    /// <param name="score">The final score of the instrument and window.</param>
    public static ForecastOutcome Of(Forecast forecast, ForecastSeries series, ImpactScore score)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(score);
        double outcome = score.CarPct ?? throw new ArgumentException("The score has no cumulative abnormal return.", nameof(score));
        var accuracy = new IntervalAccuracy(outcome, series.PredictedPct, series.HalfWidthPct, series.AdaptiveMultiplier);
        return new ForecastOutcome
        {
            Sequence = forecast.Sequence,
            EventId = score.EventId,
            EventTimeUtc = forecast.EventTimeUtc,
            Symbol = series.Symbol,
            WindowKey = series.WindowKey,
            Kind = forecast.Kind,
            LockedUtc = forecast.LockedUtc,
            Day0 = series.Day0,
            OutcomePct = outcome,
            PredictedPct = series.PredictedPct,
            HalfWidthPct = series.HalfWidthPct,
            AdaptiveMultiplier = series.AdaptiveMultiplier,
            IsInside = accuracy.IsInside,
            IsInsideAdaptive = accuracy.IsInsideAdaptive,
            CrpsScenarioPct = accuracy.CrpsPct,
            CrpsAnaloguesPct = CrpsOf(series.Analogues, outcome),
            CrpsUnconditionalPct = CrpsOf(series.Unconditional, outcome),
            Pit = accuracy.Pit,
        };
    }

    private static double? CrpsOf(IReadOnlyList<double> quantiles, double outcome) =>
        quantiles.Count == 0 ? null : Crps.Of([.. quantiles], [.. quantiles.Select(_ => 1.0)], outcome);
}
