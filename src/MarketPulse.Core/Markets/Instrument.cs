using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Markets;

/// <summary>A priced series that the watchlist follows.</summary>
[Table("instruments")]
public sealed record Instrument : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => "dim";

    /// <inheritdoc/>
    public override string RowKey => Symbol;

    /// <summary>Symbol, unique in the watchlist.</summary>
    [Column("symbol", Example = "FXI")]
    public required string Symbol { get; init; }

    /// <summary>Readable name.</summary>
    [Column("name")]
    public string Name { get; init; } = "";

    /// <summary>
    /// Asset class code: <c>equity_index</c>, <c>equity</c>, <c>fx</c>, <c>rate</c>, <c>bond</c>, <c>commodity</c>, <c>volatility</c>,
    /// <c>crypto</c>, or <c>portfolio</c>.
    /// </summary>
    [Column("assetclass", Example = "equity_index")]
    public string AssetClass { get; init; } = "equity";

    /// <summary>Venue code, e.g. <c>XNYS</c>: determines sessions, holidays and the closing time.</summary>
    [Column("venue", Example = "XNYS")]
    public string Venue { get; init; } = "XNYS";

    /// <summary>ISO 4217 currency.</summary>
    [Column("currency", Example = "USD")]
    public string Currency { get; init; } = "USD";

    /// <summary>Symbol of the benchmark; null when there is none, and then models that need one give <c>no_benchmark</c>.</summary>
    [Column("benchmark", Example = "SPY")]
    public string? Benchmark { get; init; }

    /// <summary>How changes are measured: <c>return</c>, or <c>difference_bps</c> for levels that may be zero or negative.</summary>
    [Column("change", Example = "return")]
    public PriceChange Change { get; init; }

    /// <summary>
    /// How prices are turned before returns are taken: <c>direct</c>, as published, or <c>inverse</c>, 1 / price, for an exchange rate that
    /// is published as the price of the other currency. Stored prices are always as published.
    /// </summary>
    [Column("quote", Example = "direct")]
    public PriceQuote Quote { get; init; }

    /// <summary>Topic and country codes that link events to the instrument, separated by bars.</summary>
    [Column("tags", Example = "china|rare_earths")]
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>
    /// Members of a portfolio, each as weight and symbol, separated by bars; empty for an instrument with prices of its own.
    /// </summary>
    [Column("members", Example = "0.6 FXI|0.4 KWEB")]
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>The symbols that feeds use for the instrument, by feed kind.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>How changes from bar to bar are measured.</summary>
public enum PriceChange
{
    /// <summary>Simple return; prices must be positive.</summary>
    Return,

    /// <summary>Difference in basis points, for yields and spreads.</summary>
    DifferenceBps,
}

/// <summary>How prices are turned before returns are taken.</summary>
public enum PriceQuote
{
    /// <summary>As published.</summary>
    Direct,

    /// <summary>1 / price: yuan per dollar becomes dollars per yuan, so a fall means that the yuan lost value.</summary>
    Inverse,
}
