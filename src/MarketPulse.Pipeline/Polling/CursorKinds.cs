namespace MarketPulse.Pipeline.Polling;

/// <summary>What a cursor belongs to: the values of the column <c>feedkind</c>.</summary>
public static class CursorKinds
{
    /// <summary>A news feed.</summary>
    public const string News = "news";

    /// <summary>A price feed.</summary>
    public const string Prices = "prices";

    /// <summary>The heartbeat's record of a feed.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>What a summary was last computed from.</summary>
    public const string Summary = "summary";
}
