namespace MarketPulse.Pipeline.Polling;

/// <summary>Ids of cursors, stored in the column <c>feedid</c>, that contain more than the name of the feed.</summary>
public static class CursorIds
{
    /// <summary>Id of a price feed's cursor for one symbol, <c>feed|symbol</c>.</summary>
    public static string ForSymbol(string feed, string symbol) => $"{feed}|{symbol}";

    /// <summary>Id of the row that the heartbeat keeps for a feed, <c>kind|feed</c>.</summary>
    public static string ForHeartbeat(string feedKind, string feed) => $"{feedKind}|{feed}";

    /// <summary>Whether the cursor belongs to a single symbol of the feed.</summary>
    public static bool IsForSymbolOf(string feed, FeedCursor cursor)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        return cursor.FeedId.StartsWith(feed + "|", StringComparison.Ordinal);
    }
}
