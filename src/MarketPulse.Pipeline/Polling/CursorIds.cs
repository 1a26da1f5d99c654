namespace MarketPulse.Pipeline.Polling;

/// <summary>Ids of cursors that are not simply the name of their feed: the values of the column <c>feedid</c>.</summary>
public static class CursorIds
{
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
