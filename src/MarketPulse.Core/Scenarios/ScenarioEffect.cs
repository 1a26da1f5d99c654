using MarketPulse.Core.Contract;
using MarketPulse.Core.Numerics;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Scenarios;

/// <summary>
/// The predicted effect of a scenario on one instrument: the tension beta times the intensity, and the interval that contains the
/// cumulative abnormal return of such an event in 95 cases out of 100. A prediction is never given without its interval. Computed on
/// request from the stored profiles.
/// </summary>
public sealed record ScenarioEffect : TableRow
{
    private const double Tail = 0.975;

    /// <inheritdoc/>
    public override string PartitionKey => $"{WindowKey}|{Horizon}";

    /// <inheritdoc/>
    public override string RowKey => Symbol;

    /// <summary>The instrument.</summary>
    [Column("symbol", Example = "FXI")]
    public required string Symbol { get; init; }

    /// <summary>Asset class of the instrument.</summary>
    [Column("assetclass", Example = "equity_index")]
    public string AssetClass { get; init; } = "";

    /// <summary>Key of the event window.</summary>
    [Column("windowkey", Example = "m1_p1")]
    public required string WindowKey { get; init; }

    /// <summary>How far back the profile looks.</summary>
    [Column("horizon", Example = "all")]
    public required string Horizon { get; init; }

    /// <summary>Signed intensity of the scenario.</summary>
    [Column("intensity", Unit = "-100 to 100", Example = "80")]
    public required double Intensity { get; init; }

    /// <summary>Kind of the profile that the prediction is based on: the most specific one requested that has a tension beta.</summary>
    [Column("kind", Example = "pair")]
    public required string Kind { get; init; }

    /// <summary>Code of the measure, topic or pair of that profile; <c>all</c> for all events.</summary>
    [Column("value", Example = "US-CN")]
    public required string Value { get; init; }

    /// <summary>
    /// More specific kinds that were requested but have too few event days for a tension beta of this instrument, separated by bars; empty
    /// without a prediction.
    /// </summary>
    [Column("passedover", Example = "measure:tariff")]
    public IReadOnlyList<string> PassedOver { get; init; } = [];

    /// <summary>Number of event days that the profile is based on.</summary>
    [Column("eventdays", Unit = "count", Example = "30")]
    public int EventDays { get; init; }

    /// <summary>Whether the profile has enough data: enough, too_few_events, no_events, no_prices, no_benchmark.</summary>
    [Column("status", Example = "enough")]
    public SensitivityStatus Status { get; init; }

    /// <summary>Codes of why there is no prediction, separated by bars; empty when there is one.</summary>
    [Column("reason")]
    public IReadOnlyList<string> Reason { get; init; } = [];

    /// <summary>Tension beta.</summary>
    [Column("beta_bps", Unit = "basis points per point", Example = "-1.3")]
    public double? BetaBps { get; init; }

    /// <summary>Predicted cumulative abnormal return: tension beta times intensity; null when there is too little data.</summary>
    [Column("predicted_pct", Unit = "percent", Example = "-1.04")]
    public double? PredictedPct { get; init; }

    /// <summary>Lower end of the 95% prediction interval.</summary>
    [Column("predicted_lo_pct", Unit = "percent", Example = "-4.9")]
    public double? PredictedLoPct { get; init; }

    /// <summary>Upper end of the 95% prediction interval.</summary>
    [Column("predicted_hi_pct", Unit = "percent", Example = "2.8")]
    public double? PredictedHiPct { get; init; }

    /// <summary>
    /// Whether the interval contains zero, so that the event could move the instrument either way; null without an interval.
    /// </summary>
    [Column("zeroinside", Example = "true")]
    public bool? ZeroInside { get; init; }

    /// <summary>
    /// What the half-width of the interval is multiplied by in the adaptive interval, from how far past predictions missed; null without a
    /// prediction.
    /// </summary>
    [Column("adaptive_multiplier", Example = "1.12")]
    public double? AdaptiveMultiplier { get; init; }

    /// <summary>Lower end of the adaptive 95% prediction interval.</summary>
    [Column("adaptive_lo_pct", Unit = "percent", Example = "-5.36")]
    public double? AdaptiveLoPct { get; init; }

    /// <summary>Upper end of the adaptive 95% prediction interval.</summary>
    [Column("adaptive_hi_pct", Unit = "percent", Example = "3.26")]
    public double? AdaptiveHiPct { get; init; }

    /// <summary>The day that the profile looks back from, 00:00Z.</summary>
    [Column("asofutc", Unit = "utc", Example = "2025-06-02T00:00:00Z")]
    public DateTimeOffset? AsOfUtc { get; init; }

    /// <summary>Half the width of the prediction interval, percent; null without a prediction.</summary>
    internal double? HalfWidthPct => (PredictedHiPct - PredictedLoPct) / 2;

    /// <summary>Whether there is a prediction.</summary>
    public bool IsPredicted => PredictedPct is not null;

    /// <summary>Returns the effect with its adaptive interval; unchanged without a prediction.</summary>
    /// <param name="multiplier">What half the width of the interval is multiplied by (<see cref="AdaptiveInterval.Multiplier"/>).</param>
    public ScenarioEffect WithAdaptiveInterval(double multiplier) => this with
    {
        AdaptiveMultiplier = IsPredicted ? multiplier : null,
        AdaptiveLoPct = PredictedPct - (multiplier * HalfWidthPct),
        AdaptiveHiPct = PredictedPct + (multiplier * HalfWidthPct),
    };

    /// <summary>Predicts the effect on one instrument from the most specific of its profiles that has a tension beta.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="profiles">The instrument's profiles of the scenario's window and horizon, including that of all events.</param>
    internal static ScenarioEffect Predict(Scenario scenario, IReadOnlyCollection<SensitivityProfile> profiles)
    {
        var passedOver = new List<string>();
        SensitivityProfile? profile = null;
        foreach ((string kind, string value) in scenario.Kinds)
        {
            profile = profiles.FirstOrDefault(row => row.Kind == kind && row.Value == value);
            if (profile is { BetaBps: not null, WindowErrorPct: not null } || kind == EventIndex.All)
            {
                break;
            }

            passedOver.Add($"{kind}:{value}");
        }

        _ = profile ?? throw new ArgumentException("The profile of all events is missing.", nameof(profiles));
        ScenarioEffect effect = Blank(scenario, profile);
        return profile is { BetaBps: { } beta, BetaErrorBps: { } betaError, WindowErrorPct: { } windowError, Sessions: { } sessions }
            ? effect.Predicted(beta, betaError, windowError, Windows(sessions, scenario.Window.Length)) with { PassedOver = passedOver }
            : effect with { Reason = Missing(profile) };
    }

    private static ScenarioEffect Blank(Scenario scenario, SensitivityProfile profile) => new()
    {
        Symbol = profile.Symbol,
        AssetClass = profile.AssetClass,
        WindowKey = profile.WindowKey,
        Horizon = profile.Horizon,
        Intensity = scenario.Intensity,
        Kind = profile.Kind,
        Value = profile.Value,
        EventDays = profile.EventDays,
        Status = profile.Status,
        AsOfUtc = profile.AsOfUtc,
        ModifiedUtc = profile.ModifiedUtc,
    };

    /// <summary>
    /// Degrees of freedom of the window's error: windows that share sessions are not independent, so the residual degrees of freedom are
    /// divided by the length of a window.
    /// </summary>
    private static int Windows(int sessions, int length) => Math.Max(1, (sessions - length - 1) / length);

    /// <summary>
    /// The variance of a prediction is that of the parameter times the regressor squared, plus that of a window without an event (Greene
    /// 2012, eq. 4-46).
    /// </summary>
    private ScenarioEffect Predicted(double betaBps, double betaErrorBps, double windowErrorPct, int degreesOfFreedom)
    {
        double predicted = betaBps * Intensity / 100, parameter = betaErrorBps * Intensity / 100;
        double half = StudentT.Quantile(Tail, degreesOfFreedom) * Math.Sqrt((parameter * parameter) + (windowErrorPct * windowErrorPct));
        return this with
        {
            BetaBps = betaBps,
            PredictedPct = predicted,
            PredictedLoPct = predicted - half,
            PredictedHiPct = predicted + half,
            ZeroInside = Math.Abs(predicted) <= half,
        };
    }

    /// <summary>The reasons for which the profile has no beta, or no error of the window.</summary>
    private static string[] Missing(SensitivityProfile profile)
    {
        if (profile.BetaBps is not null)
        {
            return [SensitivityReason.NoWindowError.Code()];
        }

        string[] slope = [SensitivityReason.ConstantIntensity.Code(), SensitivityReason.SlopeUndefined.Code()];
        string[] why = [.. profile.Reason.Where(slope.Contains)];
        return why.Length > 0 ? why : [Codes<SensitivityStatus>.Of(profile.Status)];
    }
}
