using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Impact.Batch;

/// <summary>
/// One event on one instrument over one window, as <c>marketpulse study</c> prints it: fractions, not percent. docs/methods.md has the
/// formulas.
/// </summary>
public sealed record StudyRow
{
    /// <summary>The event.</summary>
    [Column("event_id", Example = "e1")]
    public required string EventId { get; init; }

    /// <summary>The session, or intraday bar, that is day 0.</summary>
    [Column("day0", Example = "2018-03-22")]
    public required string Day0 { get; init; }

    /// <summary>The instrument.</summary>
    [Column("symbol", Example = "FXI")]
    public required string Symbol { get; init; }

    /// <summary>Key of the window.</summary>
    [Column("window", Example = "m1_p1")]
    public required string Window { get; init; }

    /// <summary>Expected-return model: market, market_adjusted, mean, factors.</summary>
    [Column("model", Example = "market")]
    public required string Model { get; init; }

    /// <summary>The result of the study, from which the columns are taken.</summary>
    public required StudyResult Result { get; init; }

    /// <inheritdoc cref="StudyResult.Observations"/>
    [Column("observations", Unit = "count")]
    public int Observations => Result.Observations;

    /// <inheritdoc cref="StudyResult.Alpha"/>
    [Column("alpha", Unit = "fraction")]
    public double? Alpha => Result.Alpha;

    /// <inheritdoc cref="StudyResult.Beta"/>
    [Column("beta", Unit = "ratio")]
    public double? Beta => Result.Beta;

    /// <inheritdoc cref="StudyResult.ResidualVariance"/>
    [Column("residual_variance", Unit = "fraction squared")]
    public double? ResidualVariance => Result.ResidualVariance;

    /// <inheritdoc cref="StudyResult.Car"/>
    [Column("car", Unit = "fraction")]
    public double? Car => Result.Car;

    /// <inheritdoc cref="StudyResult.CarLo"/>
    [Column("car_lo", Unit = "fraction")]
    public double? CarLo => Result.CarLo;

    /// <inheritdoc cref="StudyResult.CarHi"/>
    [Column("car_hi", Unit = "fraction")]
    public double? CarHi => Result.CarHi;

    /// <inheritdoc cref="StudyResult.Bhar"/>
    [Column("bhar", Unit = "fraction")]
    public double? Bhar => Result.Bhar;

    /// <inheritdoc cref="StudyResult.Mde80"/>
    [Column("mde80", Unit = "fraction")]
    public double? Mde80 => Result.Mde80;

    /// <inheritdoc cref="StudyResult.RawReturn"/>
    [Column("raw_return", Unit = "fraction")]
    public double? RawReturn => Result.RawReturn;

    /// <inheritdoc cref="StudyResult.BenchmarkReturn"/>
    [Column("benchmark_return", Unit = "fraction")]
    public double? BenchmarkReturn => Result.BenchmarkReturn;

    /// <inheritdoc cref="StudyResult.Scar"/>
    [Column("scar", Unit = "standard errors")]
    public double? Scar => Result.Scar;

    /// <inheritdoc cref="StudyResult.PValue"/>
    [Column("p_value", Unit = "probability")]
    public double? PValue => Result.PValue;

    /// <inheritdoc cref="StudyResult.ReturnScore"/>
    [Column("return_score", Unit = "-100 to 100")]
    public double? ReturnScore => Result.ReturnScore;

    /// <inheritdoc cref="StudyResult.ReferenceWindows"/>
    [Column("reference_windows", Unit = "count")]
    public int? ReferenceWindows => Result.ReferenceWindows;

    /// <inheritdoc cref="StudyResult.ZAdjusted"/>
    [Column("z_adjusted", Unit = "standard errors")]
    public double? ZAdjusted => Result.ZAdjusted;

    /// <inheritdoc cref="StudyResult.PAdjusted"/>
    [Column("p_adjusted", Unit = "probability")]
    public double? PAdjusted => Result.PAdjusted;

    /// <inheritdoc cref="StudyResult.AdjustedScore"/>
    [Column("adjusted_score", Unit = "-100 to 100")]
    public double? AdjustedScore => Result.AdjustedScore;

    /// <inheritdoc cref="StudyResult.PVolume"/>
    [Column("p_volume", Unit = "probability")]
    public double? PVolume => Result.PVolume;

    /// <inheritdoc cref="StudyResult.VolumeScore"/>
    [Column("volume_score", Unit = "-100 to 100")]
    public double? VolumeScore => Result.VolumeScore;

    /// <inheritdoc cref="StudyResult.PVolatility"/>
    [Column("p_volatility", Unit = "probability")]
    public double? PVolatility => Result.PVolatility;

    /// <inheritdoc cref="StudyResult.VolatilityScore"/>
    [Column("volatility_score", Unit = "0 to 100")]
    public double? VolatilityScore => Result.VolatilityScore;

    /// <inheritdoc cref="StudyResult.OverallScore"/>
    [Column("overall_score", Unit = "0 to 100")]
    public double? OverallScore => Result.OverallScore;

    /// <summary>The component with the smallest p: return, volume or volatility; empty when none.</summary>
    [Column("overall_driver", Example = "return")]
    public string OverallDriver => Result.OverallDriver.Code();

    /// <summary>
    /// Benjamini-Hochberg q over the instruments of this event and window, on the adjusted p; main benchmarks and others apart.
    /// </summary>
    [Column("q_event", Unit = "probability")]
    public double? QEvent { get; init; }

    /// <summary>Number of other events of the list, on this instrument, whose day 0 is inside the window.</summary>
    [Column("overlaps", Unit = "count")]
    public int Overlaps { get; init; }

    /// <summary>Final, provisional or not_scored.</summary>
    [Column("status", Example = "final")]
    public ScoreStatus Status => Result.Status;

    /// <summary>Code of why a row is not scored or a component is missing; empty when nothing is missing.</summary>
    [Column("reason")]
    public string Reason => Result.Reason.Code();

    /// <summary>Which prices the returns were computed from: total, adjusted, close.</summary>
    [Column("price_basis", Example = "close")]
    public string PriceBasis { get; init; } = "";

    /// <summary>
    /// <c>gap</c> when a return in the window spans more than one session, <c>jump</c> when a move looks like a split; else empty.
    /// </summary>
    [Column("quality")]
    public string Quality => Result.Quality.Code();

    /// <summary>The label that the list gives the event.</summary>
    [Column("direction")]
    public string Direction { get; init; } = "";

    /// <summary>The benchmark that the instrument was studied against; empty when there was none.</summary>
    [Column("benchmark", Example = "SPY")]
    public string Benchmark { get; init; } = "";

    /// <summary>The market's own result, from which the two columns below are taken; null without a benchmark.</summary>
    internal StudyResult? Market { get; init; }

    /// <summary>
    /// Market effect: the benchmark's return over the window less its own mean over the estimation window. The CAR is relative to it.
    /// </summary>
    [Column("market_effect", Unit = "fraction")]
    public double? MarketEffect => Market?.Car;

    /// <summary>Score of the market effect, as the adjusted score is of the CAR.</summary>
    [Column("market_score", Unit = "-100 to 100")]
    public double? MarketScore => Market?.AdjustedScore;

    /// <summary>Codes of the scheduled releases inside the window, separated by bars; empty for none, or without a calendar.</summary>
    [Column("confounders", Example = "fomc")]
    public string Confounders { get; init; } = "";

    /// <summary>0 for the instrument's main benchmark, 1 and up for others of the same run.</summary>
    internal int Alternative { get; init; }
}
