using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// How one instrument has reacted to trade tension so far, over one window, horizon and kind of event. docs/sensitivity.md defines every
/// number.
/// </summary>
[Table("sensitivity")]
public sealed record SensitivityProfile : TableRow
{
    /// <summary>Every partition key, in ordinal order: those of the default windows and all horizons.</summary>
    public static IReadOnlyList<string> Partitions { get; } =
    [
        .. EventWindow.Defaults.SelectMany(window => Horizons.Codes.Select(horizon => $"{window.Key}|{horizon}"))
            .Order(StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public override string PartitionKey => $"{WindowKey}|{Horizon}";

    /// <inheritdoc/>
    public override string RowKey => $"{Kind}|{Value}|{Symbol}";

    /// <summary>The instrument.</summary>
    [Column("symbol", Example = "FXI")]
    public required string Symbol { get; init; }

    /// <summary>Key of the event window.</summary>
    [Column("windowkey", Example = "m1_p1")]
    public required string WindowKey { get; init; }

    /// <summary>How far back it looks: <c>all</c>, <c>12m</c> or <c>halflife</c>.</summary>
    [Column("horizon", Example = "all")]
    public required string Horizon { get; init; }

    /// <summary>Which events count: <c>all</c>, or those of one <c>measure</c>, <c>topic</c> or country <c>pair</c>.</summary>
    [Column("kind", Example = "measure")]
    public required string Kind { get; init; }

    /// <summary>Code of the measure, topic or pair; <c>all</c> for all events.</summary>
    [Column("value", Example = "tariff")]
    public required string Value { get; init; }

    /// <summary>
    /// The day that horizons look back from: the last session of the instrument and its benchmark, 00:00Z; null without prices.
    /// </summary>
    [Column("asofutc", Unit = "utc", Example = "2025-06-02T00:00:00Z")]
    public DateTimeOffset? AsOfUtc { get; init; }

    /// <summary>Whether there is enough data: enough, too_few_events, no_events, no_prices, no_benchmark.</summary>
    [Column("status", Example = "enough")]
    public SensitivityStatus Status { get; init; }

    /// <summary>Codes of why numbers are missing, separated by bars; empty when none are.</summary>
    [Column("reason", Example = "too_few_quiet_days")]
    public IReadOnlyList<string> Reason { get; init; } = [];

    /// <summary>
    /// Codes of what to keep in mind about the instrument's prices, separated by bars: <c>stale_fixing</c> when its returns follow the
    /// benchmark's of the session before. Empty when there is nothing.
    /// </summary>
    [Column("marks", Example = "stale_fixing")]
    public IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>Asset class of the instrument: its beta is shrunk towards the mean of the class.</summary>
    [Column("assetclass", Example = "equity_index")]
    public string AssetClass { get; init; } = "";

    /// <summary>Number of live events with a final score and an exact day 0.</summary>
    [Column("events", Unit = "count", Example = "31")]
    public int Events { get; init; }

    /// <summary>Number of different days 0; events that share a day 0 are one observation.</summary>
    [Column("eventdays", Unit = "count", Example = "30")]
    public int EventDays { get; init; }

    /// <summary>Number of days whose summed signed intensity is positive.</summary>
    [Column("escalationdays", Unit = "count", Example = "22")]
    public int EscalationDays { get; init; }

    /// <summary>Number of days whose summed signed intensity is negative.</summary>
    [Column("deescalationdays", Unit = "count", Example = "8")]
    public int DeescalationDays { get; init; }

    /// <summary>Earliest day 0.</summary>
    [Column("firstday0", Example = "2018-01-23")]
    public DateOnly? FirstDay0 { get; init; }

    /// <summary>Latest day 0.</summary>
    [Column("lastday0", Example = "2020-01-15")]
    public DateOnly? LastDay0 { get; init; }

    /// <summary>Mean cumulative abnormal return of escalation days.</summary>
    [Column("escalation_mean_pct", Unit = "percent", Example = "-0.41")]
    public double? EscalationMeanPct { get; init; }

    /// <summary>Lower end of its 95% interval.</summary>
    [Column("escalation_lo_pct", Unit = "percent")]
    public double? EscalationLoPct { get; init; }

    /// <summary>Upper end of its 95% interval.</summary>
    [Column("escalation_hi_pct", Unit = "percent")]
    public double? EscalationHiPct { get; init; }

    /// <summary>Two-sided p of Boehmer, Musumeci and Poulsen (1991) over the SCARs of escalation days.</summary>
    [Column("p_escalation", Unit = "probability")]
    public double? PEscalation { get; init; }

    /// <summary>
    /// Benjamini-Hochberg q of <c>p_escalation</c> over both stances and all instruments of this window, horizon and kind value.
    /// </summary>
    [Column("q_escalation", Unit = "probability")]
    public double? QEscalation { get; init; }

    /// <summary>Mean cumulative abnormal return of de-escalation days.</summary>
    [Column("deescalation_mean_pct", Unit = "percent", Example = "0.38")]
    public double? DeescalationMeanPct { get; init; }

    /// <summary>Lower end of its 95% interval.</summary>
    [Column("deescalation_lo_pct", Unit = "percent")]
    public double? DeescalationLoPct { get; init; }

    /// <summary>Upper end of its 95% interval.</summary>
    [Column("deescalation_hi_pct", Unit = "percent")]
    public double? DeescalationHiPct { get; init; }

    /// <summary>Two-sided p of Boehmer, Musumeci and Poulsen (1991) over the SCARs of de-escalation days.</summary>
    [Column("p_deescalation", Unit = "probability")]
    public double? PDeescalation { get; init; }

    /// <summary>Benjamini-Hochberg q of <c>p_deescalation</c>, in one family with <c>q_escalation</c>.</summary>
    [Column("q_deescalation", Unit = "probability")]
    public double? QDeescalation { get; init; }

    /// <summary>Mean of escalation days minus mean of de-escalation days.</summary>
    [Column("spread_pct", Unit = "percent", Example = "-0.79")]
    public double? SpreadPct { get; init; }

    /// <summary>Lower end of its 95% interval (Welch).</summary>
    [Column("spread_lo_pct", Unit = "percent")]
    public double? SpreadLoPct { get; init; }

    /// <summary>Upper end of its 95% interval (Welch).</summary>
    [Column("spread_hi_pct", Unit = "percent")]
    public double? SpreadHiPct { get; init; }

    /// <summary>Sum of the two means: 0 when both stances move the instrument equally in opposite directions.</summary>
    [Column("asymmetry_pct", Unit = "percent", Example = "-0.03")]
    public double? AsymmetryPct { get; init; }

    /// <summary>Lower end of its 95% interval (Welch).</summary>
    [Column("asymmetry_lo_pct", Unit = "percent")]
    public double? AsymmetryLoPct { get; init; }

    /// <summary>Upper end of its 95% interval (Welch).</summary>
    [Column("asymmetry_hi_pct", Unit = "percent")]
    public double? AsymmetryHiPct { get; init; }

    /// <summary>Share of days on which escalation came with a fall or de-escalation with a rise.</summary>
    [Column("hit_rate", Unit = "fraction", Example = "0.6")]
    public double? HitRate { get; init; }

    /// <summary>Lower end of its 95% interval (Wilson 1927).</summary>
    [Column("hit_rate_lo", Unit = "fraction")]
    public double? HitRateLo { get; init; }

    /// <summary>Upper end of its 95% interval (Wilson 1927).</summary>
    [Column("hit_rate_hi", Unit = "fraction")]
    public double? HitRateHi { get; init; }

    /// <summary>Tension beta: summed response over the window's lags per point of signed intensity, by calendar time.</summary>
    [Column("beta_bps", Unit = "basis points per point", Example = "-1.3")]
    public double? BetaBps { get; init; }

    /// <summary>Lower end of its 95% interval.</summary>
    [Column("beta_lo_bps", Unit = "basis points per point")]
    public double? BetaLoBps { get; init; }

    /// <summary>Upper end of its 95% interval.</summary>
    [Column("beta_hi_bps", Unit = "basis points per point")]
    public double? BetaHiBps { get; init; }

    /// <summary>Standard error of the tension beta: HC3 with autocovariances of five lags (Newey and West).</summary>
    [Column("beta_error_bps", Unit = "basis points per point")]
    public double? BetaErrorBps { get; init; }

    /// <summary>Two-sided p of the tension beta.</summary>
    [Column("p_beta", Unit = "probability")]
    public double? PBeta { get; init; }

    /// <summary>Benjamini-Hochberg q of the tension beta over the instruments of this window, horizon and kind value.</summary>
    [Column("q_beta", Unit = "probability")]
    public double? QBeta { get; init; }

    /// <summary>
    /// Tension beta from the same regression with a dummy for each kind of scheduled release, 1 on the sessions of its releases; equal to
    /// <c>beta_bps</c> when none falls on a session of the regression, null when it cannot be told from the dummies.
    /// </summary>
    [Column("beta_clean_bps", Unit = "basis points per point", Example = "-1.2")]
    public double? BetaCleanBps { get; init; }

    /// <summary>Its standard error, computed as that of the tension beta.</summary>
    [Column("beta_clean_error_bps", Unit = "basis points per point")]
    public double? BetaCleanErrorBps { get; init; }

    /// <summary>Its two-sided p.</summary>
    [Column("p_beta_clean", Unit = "probability")]
    public double? PBetaClean { get; init; }

    /// <summary>Number of sessions in the regression with a scheduled release.</summary>
    [Column("release_sessions", Unit = "count", Example = "32")]
    public int? ReleaseSessions { get; init; }

    /// <summary>Tension beta shrunk towards the mean of its asset class (0 with fewer than five members).</summary>
    [Column("shrunk_bps", Unit = "basis points per point", Example = "-1.1")]
    public double? ShrunkBps { get; init; }

    /// <summary>Lower end of its 95% interval.</summary>
    [Column("shrunk_lo_bps", Unit = "basis points per point")]
    public double? ShrunkLoBps { get; init; }

    /// <summary>Upper end of its 95% interval.</summary>
    [Column("shrunk_hi_bps", Unit = "basis points per point")]
    public double? ShrunkHiBps { get; init; }

    /// <summary>Weight of the instrument's own beta in the shrunk one, 0 to 1.</summary>
    [Column("weight", Unit = "fraction", Example = "0.8")]
    public double? Weight { get; init; }

    /// <summary>Number of sessions in the regression.</summary>
    [Column("sessions", Unit = "count", Example = "980")]
    public int? Sessions { get; init; }

    /// <summary>
    /// How far the instrument moves in a window without any event: standard deviation of the regression's residuals summed over as many
    /// consecutive sessions as the window has.
    /// </summary>
    [Column("window_error_pct", Unit = "percent", Example = "1.9")]
    public double? WindowErrorPct { get; init; }

    /// <summary>Share of placebo dates with a reaction at least as strong.</summary>
    [Column("p_placebo", Unit = "probability")]
    public double? PPlacebo { get; init; }

    /// <summary>Mean volume score of the event days; 0 when volume does not respond.</summary>
    [Column("volume_response", Unit = "-100 to 100", Example = "21")]
    public double? VolumeResponse { get; init; }

    /// <summary>Lower end of its 95% interval.</summary>
    [Column("volume_response_lo", Unit = "-100 to 100")]
    public double? VolumeResponseLo { get; init; }

    /// <summary>Upper end of its 95% interval.</summary>
    [Column("volume_response_hi", Unit = "-100 to 100")]
    public double? VolumeResponseHi { get; init; }

    /// <summary>Mean volatility score of the event days; 50 when volatility does not respond.</summary>
    [Column("volatility_response", Unit = "0 to 100", Example = "62")]
    public double? VolatilityResponse { get; init; }

    /// <summary>Lower end of its 95% interval.</summary>
    [Column("volatility_response_lo", Unit = "0 to 100")]
    public double? VolatilityResponseLo { get; init; }

    /// <summary>Upper end of its 95% interval.</summary>
    [Column("volatility_response_hi", Unit = "0 to 100")]
    public double? VolatilityResponseHi { get; init; }

    /// <summary>Share of event days with another event in the window.</summary>
    [Column("overlap_share", Unit = "fraction", Example = "0.3")]
    public double? OverlapShare { get; init; }

    /// <summary>The event whose day moves the tension beta most when its sessions are left out.</summary>
    [Column("influentialeventid", Example = "20250602T120000Z-1f0c9a3e")]
    public string? InfluentialEventId { get; init; }

    /// <summary>Tension beta without that day's sessions.</summary>
    [Column("beta_without_bps", Unit = "basis points per point")]
    public double? BetaWithoutBps { get; init; }

    /// <summary>Tension beta over the first half of the event days.</summary>
    [Column("beta_first_half_bps", Unit = "basis points per point")]
    public double? BetaFirstHalfBps { get; init; }

    /// <summary>Tension beta over the second half of the event days.</summary>
    [Column("beta_second_half_bps", Unit = "basis points per point")]
    public double? BetaSecondHalfBps { get; init; }

    /// <summary>Tension beta of the second half minus that of the first.</summary>
    [Column("beta_change_bps", Unit = "basis points per point")]
    public double? BetaChangeBps { get; init; }

    /// <summary>Lower end of its 95% interval.</summary>
    [Column("beta_change_lo_bps", Unit = "basis points per point")]
    public double? BetaChangeLoBps { get; init; }

    /// <summary>Upper end of its 95% interval.</summary>
    [Column("beta_change_hi_bps", Unit = "basis points per point")]
    public double? BetaChangeHiBps { get; init; }

    /// <summary>
    /// How a row that was read as of a past moment was made: <c>current_bars</c>, computed from the events and scores of that moment with
    /// the bars as they are now. Empty for stored rows.
    /// </summary>
    [Column("asofbasis")]
    public string AsOfBasis { get; init; } = "";
}

/// <summary>Whether a profile has enough data.</summary>
public enum SensitivityStatus
{
    /// <summary>Six or more days of escalation or de-escalation.</summary>
    Enough,

    /// <summary>Fewer than six days of escalation or de-escalation.</summary>
    TooFewEvents,

    /// <summary>No live event has a final score and an exact day 0.</summary>
    NoEvents,

    /// <summary>There are no prices for the instrument.</summary>
    NoPrices,

    /// <summary>The model needs a benchmark and the instrument has none.</summary>
    NoBenchmark,
}
