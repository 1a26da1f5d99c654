using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;

namespace MarketPulse.Core.Impact;

/// <summary>The effect of one event on one instrument over one window: the fact table. docs/methods.md defines every number.</summary>
[Table("impactscores")]
public sealed record ImpactScore : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => EventTimeUtc.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string RowKey => $"{EventId}|{Symbol}|{WindowKey}";

    /// <summary>The event.</summary>
    [Column("eventid", Example = "20250602T120000Z-1f0c9a3e")]
    public required string EventId { get; init; }

    /// <summary>Time of the event's first report.</summary>
    [Column("eventtimeutc", Unit = "utc", Example = "2025-06-02T12:00:00Z")]
    public required DateTimeOffset EventTimeUtc { get; init; }

    /// <summary>UTC date of the event as an integer, yyyyMMdd.</summary>
    [Column("datekey", Example = "20250602")]
    public int DateKey => RowKeys.DateKey(EventTimeUtc);

    /// <summary>The instrument.</summary>
    [Column("symbol", Example = "FXI")]
    public required string Symbol { get; init; }

    /// <summary>Key of the event window.</summary>
    [Column("windowkey", Example = "m1_p1")]
    public required string WindowKey { get; init; }

    /// <summary>Final, provisional (window incomplete, scored to date) or not_scored.</summary>
    [Column("status", Example = "final")]
    public ScoreStatus Status { get; init; }

    /// <summary>Code of the reason why the row is not scored or a component is missing; empty when nothing is missing.</summary>
    [Column("reason")]
    public string Reason { get; init; } = "";

    /// <summary>The venue's session that is day 0; null when it is unknown.</summary>
    [Column("day0", Example = "2025-06-02")]
    public DateOnly? Day0 { get; init; }

    /// <summary>How day 0 follows from the event's time: pre, regular, post, weekend, holiday.</summary>
    [Column("dayzeroreason", Example = "pre")]
    public string DayZeroReason { get; init; } = "";

    /// <summary><c>exact</c>, or <c>date_only</c> when only the date of the event is known.</summary>
    [Column("dayzerocertainty", Example = "exact")]
    public string DayZeroCertainty { get; init; } = "";

    /// <summary>The event's stance, repeated for slicing.</summary>
    [Column("stance", Example = "escalation")]
    public Stance Stance { get; init; }

    /// <summary>The event's intensity, repeated for slicing.</summary>
    [Column("intensity", Unit = "points", Example = "62")]
    public double Intensity { get; init; }

    /// <summary>How the event touches the instrument: direct (its topics or actors), market, or none.</summary>
    [Column("link", Example = "direct")]
    public string Link { get; init; } = "market";

    /// <summary>The tags or actors that the link is based on.</summary>
    [Column("linkreason")]
    public string LinkReason { get; init; } = "";

    /// <summary>Expected-return model: market, market_adjusted, mean, factors.</summary>
    [Column("model", Example = "market")]
    public string Model { get; init; } = "";

    /// <summary>Symbol of the benchmark; empty when there is none.</summary>
    [Column("benchmark", Example = "SPY")]
    public string Benchmark { get; init; } = "";

    /// <summary>Which prices the returns were computed from: total, adjusted, close.</summary>
    [Column("pricebasis", Example = "adjusted")]
    public string PriceBasis { get; init; } = "";

    /// <summary>Feed or file kind that the prices came from.</summary>
    [Column("pricesource", Example = "file")]
    public string PriceSource { get; init; } = "";

    /// <summary>
    /// <c>gap</c> when a return in the window spans more than one session, <c>jump</c> when a move looks like a split; else empty.
    /// </summary>
    [Column("quality")]
    public string Quality { get; init; } = "";

    /// <summary>Requested length of the estimation window, in joined returns.</summary>
    [Column("estimationdays", Unit = "count", Example = "120")]
    public int EstimationDays { get; init; }

    /// <summary>Valid returns in the estimation window, L.</summary>
    [Column("observations", Unit = "count", Example = "120")]
    public int? Observations { get; init; }

    /// <summary>Bars of the window that exist so far.</summary>
    [Column("barsobserved", Unit = "count", Example = "3")]
    public int BarsObserved { get; init; }

    /// <summary>Bars of the complete window.</summary>
    [Column("barsexpected", Unit = "count", Example = "3")]
    public int BarsExpected { get; init; }

    /// <summary>Intercept of the expected-return model, a fraction per day.</summary>
    [Column("alpha", Unit = "fraction")]
    public double? Alpha { get; init; }

    /// <summary>Slope on the benchmark.</summary>
    [Column("beta", Unit = "ratio", Example = "1.2")]
    public double? Beta { get; init; }

    /// <summary>Residual variance of the estimation window, SSR / (L - k), fractions squared.</summary>
    [Column("residual_variance", Unit = "fraction squared")]
    public double? ResidualVariance { get; init; }

    /// <summary>Cumulative abnormal return over the window.</summary>
    [Column("car_pct", Unit = "percent", Example = "-2.41")]
    public double? CarPct { get; init; }

    /// <summary>Lower end of the 95% interval of the cumulative abnormal return.</summary>
    [Column("car_lo_pct", Unit = "percent")]
    public double? CarLoPct { get; init; }

    /// <summary>Upper end of the 95% interval of the cumulative abnormal return.</summary>
    [Column("car_hi_pct", Unit = "percent")]
    public double? CarHiPct { get; init; }

    /// <summary>Buy-and-hold abnormal return.</summary>
    [Column("bhar_pct", Unit = "percent")]
    public double? BharPct { get; init; }

    /// <summary>Smallest move that the classical test would have detected four times out of five.</summary>
    [Column("mde80_pct", Unit = "percent")]
    public double? Mde80Pct { get; init; }

    /// <summary>The instrument's own return, compounded over the window.</summary>
    [Column("raw_return_pct", Unit = "percent")]
    public double? RawReturnPct { get; init; }

    /// <summary>The benchmark's return, compounded over the window.</summary>
    [Column("benchmark_return_pct", Unit = "percent")]
    public double? BenchmarkReturnPct { get; init; }

    /// <summary>
    /// Market effect: the benchmark's return over the window less its own mean over the estimation window. An effect on the whole market is
    /// visible here and not in the CAR, which is the effect relative to the market.
    /// </summary>
    [Column("market_effect_pct", Unit = "percent")]
    public double? MarketEffectPct { get; init; }

    /// <summary>Score of the market effect, as <see cref="AdjustedScore"/> is of the CAR.</summary>
    [Column("market_score", Unit = "-100 to 100")]
    public double? MarketScore { get; init; }

    /// <summary>CAR over its forecast standard error.</summary>
    [Column("scar", Unit = "standard errors")]
    public double? Scar { get; init; }

    /// <summary>Two-sided p of <see cref="Scar"/>, Student's t.</summary>
    [Column("p_value", Unit = "probability")]
    public double? PValue { get; init; }

    /// <summary>Classical score: 100 sign(CAR) (1 - p).</summary>
    [Column("return_score", Unit = "-100 to 100")]
    public double? ReturnScore { get; init; }

    /// <summary>Reference windows of the volume and volatility components, n.</summary>
    [Column("reference_windows", Unit = "count")]
    public int? ReferenceWindows { get; init; }

    /// <summary>CAR over the standard deviation known before the window.</summary>
    [Column("z_adjusted", Unit = "standard errors")]
    public double? ZAdjusted { get; init; }

    /// <summary>Two-sided p of <see cref="ZAdjusted"/>, Student's t with 30 degrees of freedom.</summary>
    [Column("p_adjusted", Unit = "probability")]
    public double? PAdjusted { get; init; }

    /// <summary>The headline score: 100 sign(CAR) (1 - p adjusted).</summary>
    [Column("adjusted_score", Unit = "-100 to 100", Example = "-97.3")]
    public double? AdjustedScore { get; init; }

    /// <summary>Two-sided p of the window's volume.</summary>
    [Column("p_volume", Unit = "probability")]
    public double? PVolume { get; init; }

    /// <summary>Volume against its reference windows, signed.</summary>
    [Column("volume_score", Unit = "-100 to 100")]
    public double? VolumeScore { get; init; }

    /// <summary>Upper-tail p of the window's volatility; windows longer than one bar only.</summary>
    [Column("p_volatility", Unit = "probability")]
    public double? PVolatility { get; init; }

    /// <summary>Volatility against its reference windows, unsigned.</summary>
    [Column("volatility_score", Unit = "0 to 100")]
    public double? VolatilityScore { get; init; }

    /// <summary>The strongest component, corrected for comparing several, unsigned.</summary>
    [Column("overall_score", Unit = "0 to 100")]
    public double? OverallScore { get; init; }

    /// <summary>The component with the smallest p: return, volume or volatility; empty when none.</summary>
    [Column("overall_driver", Example = "return")]
    public string OverallDriver { get; init; } = "";

    /// <summary>
    /// Benjamini-Hochberg q of <see cref="PAdjusted"/> over the instruments of this event and window; significance marks are based on it.
    /// </summary>
    [Column("q_event", Unit = "probability")]
    public double? QEvent { get; init; }

    /// <summary>Number of other live events linked to the instrument whose day 0 is inside the window.</summary>
    [Column("overlaps", Unit = "count")]
    public int Overlaps { get; init; }

    /// <summary>
    /// Codes of the scheduled releases whose session lies in the window, separated by bars: fomc, cpi, payrolls, ecb, and earnings of the
    /// instrument's own company. Empty when there are none, or when the calendar does not cover the window.
    /// </summary>
    [Column("confounders", Example = "fomc|cpi")]
    public string Confounders { get; init; } = "";

    /// <summary>Version of the lexicon behind the event.</summary>
    [Column("lexiconversion", Example = "1")]
    public string LexiconVersion { get; init; } = "";

    /// <summary>Revision of the event that was scored.</summary>
    [Column("revision", Unit = "count", Example = "1")]
    public int Revision { get; init; }

    /// <summary>Last bar of the symbol when it was scored.</summary>
    [Column("barsthrough")]
    public DateOnly? BarsThrough { get; init; }

    /// <summary>Revision of the symbol's prices when it was scored.</summary>
    [Column("pricerevision", Unit = "count", Example = "1")]
    public int PriceRevision { get; init; }
}

/// <summary>Whether a score is complete.</summary>
public enum ScoreStatus
{
    /// <summary>The window is complete.</summary>
    Final,

    /// <summary>The window is incomplete; scored on the bars observed.</summary>
    Provisional,

    /// <summary>No score; the reason says why.</summary>
    NotScored,
}
