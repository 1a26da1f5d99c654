namespace MarketPulse.Pipeline.Polling;

/// <summary>The keys under which cursors are stored: the kind of feed, and the feed's name or a name that begins with it.</summary>
public static class CursorKeys
{
    /// <summary>Kind of the cursors of news feeds; the id is the feed's name.</summary>
    public const string News = "news";

    /// <summary>Kind of the cursors of price feeds; the id is the feed's name or <see cref="ForSymbol"/>.</summary>
    public const string Prices = "prices";

    /// <summary>Kind of the rows that the heartbeat writes; the id is <see cref="ForHeartbeat"/>.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>Id of a price feed's cursor for one symbol, <c>feed|symbol</c>.</summary>
    public static string ForSymbol(string feed, string symbol) => $"{feed}|{symbol}";

    /// <summary>Id of the heartbeat's row for a feed, <c>kind|feed</c>.</summary>
    public static string ForHeartbeat(string feedKind, string feed) => $"{feedKind}|{feed}";

    /// <summary>Whether the cursor is one of the feed's for a single symbol.</summary>
    public static bool IsForSymbolOf(string feed, FeedCursor cursor)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        return cursor.FeedId.StartsWith(feed + "|", StringComparison.Ordinal);
    }
}
