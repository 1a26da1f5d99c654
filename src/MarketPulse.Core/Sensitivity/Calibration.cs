using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// How the scores of one instrument and window behave on quiet days: how often they are strong although nothing happened.
/// </summary>
[Table("calibration")]
public sealed record Calibration : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => WindowKey;

    /// <inheritdoc/>
    public override string RowKey => Symbol;

    /// <summary>Key of the event window.</summary>
    [Column("windowkey", Example = "m1_p1")]
    public required string WindowKey { get; init; }

    /// <summary>The instrument.</summary>
    [Column("symbol", Example = "FXI")]
    public required string Symbol { get; init; }

    /// <summary>Number of quiet windows of the last 12 months that were scored.</summary>
    [Column("windows", Unit = "count", Example = "140")]
    public required int Windows { get; init; }

    /// <summary>Earliest day 0 of the windows; null without any.</summary>
    [Column("firstday", Example = "2025-06-02")]
    public DateOnly? FirstDay { get; init; }

    /// <summary>Latest day 0 of the windows; null without any.</summary>
    [Column("lastday", Example = "2026-06-01")]
    public DateOnly? LastDay { get; init; }

    /// <summary>Share with |classical score| beyond 95: 0.05 if the score is calibrated.</summary>
    [Column("classical_beyond95", Unit = "fraction", Example = "0.062")]
    public double? ClassicalBeyond95 { get; init; }

    /// <summary>Share with |classical score| beyond 99.</summary>
    [Column("classical_beyond99", Unit = "fraction")]
    public double? ClassicalBeyond99 { get; init; }

    /// <summary>Share with |adjusted score| beyond 95: 0.05 if the score is calibrated.</summary>
    [Column("adjusted_beyond95", Unit = "fraction", Example = "0.049")]
    public double? AdjustedBeyond95 { get; init; }

    /// <summary>Share with |adjusted score| beyond 99.</summary>
    [Column("adjusted_beyond99", Unit = "fraction")]
    public double? AdjustedBeyond99 { get; init; }

    /// <summary>Share with overall score beyond 95.</summary>
    [Column("overall_beyond95", Unit = "fraction", Example = "0.055")]
    public double? OverallBeyond95 { get; init; }

    /// <summary>Share with overall score beyond 99.</summary>
    [Column("overall_beyond99", Unit = "fraction")]
    public double? OverallBeyond99 { get; init; }
}
