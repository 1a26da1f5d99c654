namespace MarketPulse.Infra.Tests.Cost;

/// <summary>Daily load of an installation.</summary>
/// <param name="Name">Name in the tables.</param>
/// <param name="Articles">Articles read.</param>
/// <param name="Reports">Articles among them that report an event, and so re-cluster.</param>
/// <param name="Events">Events found.</param>
/// <param name="Instruments">Instruments on the watchlist.</param>
internal sealed record Load(string Name, double Articles, double Reports, double Events, double Instruments)
{
    /// <summary>The default windows.</summary>
    public double WindowCount { get; init; } = 3;

    public static Load[] All { get; } =
    [
        new("Idle", 0, 0, 0, 50),
        new("Desk", 300, 15, 5, 50),
        new("Bank", 5_000, 100, 20, 5_000),
        new("GDELT firehose", 300_000, 3_000, 200, 500),
    ];
}
