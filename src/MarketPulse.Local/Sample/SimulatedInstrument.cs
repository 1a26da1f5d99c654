using MarketPulse.Core.Markets;

namespace MarketPulse.Local.Sample;

/// <summary>An invented instrument and how its price moves.</summary>
/// <param name="Symbol">Its symbol, <c>SIM.</c> and four letters.</param>
/// <param name="Name">The industry it represents.</param>
/// <param name="Beta">Slope on the simulated market.</param>
/// <param name="ResidualPct">Standard deviation of its idiosyncratic daily return, in percent.</param>
/// <param name="Tags">Tags that link events to it.</param>
internal sealed record SimulatedInstrument(string Symbol, string Name, double Beta, double ResidualPct, params string[] Tags)
{
    /// <summary>Symbol of the simulated market itself.</summary>
    public const string Market = "SIM.MKT";

    /// <summary>The ten instruments; SIM.UTIL is the control, without planted reactions.</summary>
    public static IReadOnlyList<SimulatedInstrument> All { get; } =
    [
        new("SIM.DRGN", "Chinese companies", 0.9, 1.0, "cn"),
        new("SIM.CHIP", "Chip makers", 1.4, 1.1, "cn", "semiconductors"),
        new("SIM.RARE", "Rare-earth miners outside China", 0.8, 1.8, "cn", "rare_earths"),
        new("SIM.JETS", "Aircraft makers", 1.1, 0.9, "cn", "aerospace"),
        new("SIM.SOYA", "Soybean growers", 0.4, 0.9, "cn", "agriculture"),
        new("SIM.FONE", "Phone makers", 1.2, 0.9, "cn", "technology"),
        new("SIM.TOYS", "Toy importers", 1.0, 1.2, "cn", "consumer"),
        new("SIM.AUTO", "Car makers", 1.2, 1.0, "cn", "autos"),
        new("SIM.SHIP", "Container lines", 0.9, 1.2, "cn", "shipping"),
        new("SIM.UTIL", "Power utilities", 0.5, 0.6),
    ];

    /// <summary>The watchlist entries: the ten instruments, then the market they are measured against.</summary>
    public static IReadOnlyList<Instrument> Watchlist { get; } =
    [
        .. All.Select(simulated => new Instrument
        {
            Symbol = simulated.Symbol,
            Name = $"{simulated.Name} (simulated)",
            Benchmark = Market,
            Tags = simulated.Tags,
        }),
        new Instrument { Symbol = Market, Name = "The whole market (simulated)", AssetClass = "equity_index" },
    ];
}
