using MarketPulse.Core.Contract;
using MarketPulse.Core.Verification;

namespace MarketPulse.Pipeline.Ports;

/// <summary>The head of the chain of forecasts. It is written together with the forecasts that it follows from.</summary>
[Table("forecasts")]
public sealed record LedgerHead : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => Forecast.Ledger;

    /// <inheritdoc/>
    public override string RowKey => "head";

    /// <summary>Position of the last forecast, from 1.</summary>
    [Column("sequence", Unit = "count", Example = "120")]
    public long Sequence { get; init; }

    /// <summary>Its hash, lower-case hexadecimal.</summary>
    [Column("hash")]
    public string Hash { get; init; } = ForecastChain.Start;

    /// <summary>When the first forecast was locked.</summary>
    [Column("startedutc", Unit = "utc", Example = "2025-06-02T12:04:10Z")]
    public DateTimeOffset StartedUtc { get; init; }
}
