namespace MarketPulse.Core.Events.Clustering;

/// <summary>The effect of a change of articles on the stored events.</summary>
/// <param name="Events">Live or voided rows to write: new ones, and those that differ from the stored ones.</param>
/// <param name="Superseded">Rows to write for superseded events, with their successor; their scores are to be deleted.</param>
/// <param name="ToScore">Those of <paramref name="Events"/> that are new or have a new revision.</param>
/// <param name="Current">Every live or voided event around the change, changed or not: an earlier run may have failed before it sent them
/// on.</param>
/// <param name="EventByArticle">The event of each changed article, and of each article whose event changed; null for none.</param>
public sealed record ClusterChange(
    IReadOnlyList<TradeEvent> Events,
    IReadOnlyList<TradeEvent> Superseded,
    IReadOnlyList<TradeEvent> ToScore,
    IReadOnlyList<TradeEvent> Current,
    IReadOnlyDictionary<string, string?> EventByArticle)
{
    /// <summary>Nothing changes.</summary>
    public static ClusterChange None { get; } = new([], [], [], [], new Dictionary<string, string?>(StringComparer.Ordinal));
}
