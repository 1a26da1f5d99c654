namespace MarketPulse.Pipeline.Polling;

/// <summary>How long a feed may go without a successful poll; settings <c>Heartbeat__NewsSilentMinutes</c> and so on.</summary>
public sealed record HeartbeatOptions
{
    /// <summary>Minutes after which a news feed counts as silent, 1 to 10080.</summary>
    public int NewsSilentMinutes { get; init; } = 60;

    /// <summary>Minutes after which a price feed counts as silent, 1 to 10080.</summary>
    public int PricesSilentMinutes { get; init; } = 1440;
}
