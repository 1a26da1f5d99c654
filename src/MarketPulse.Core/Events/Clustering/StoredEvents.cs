using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>The events stored around a change.</summary>
internal sealed class StoredEvents
{
    private static readonly HashSet<string> NotContent =
        ["revision", "modifiedutc", "engineversion", "schemaversion", "openuntil", "traceid"];

    private static readonly HashSet<string> ScoredFrom =
    [
        "eventtimeutc", "timeresolution", "stance", "intensity", "certainty", "measures", "topics", "actors", "pairs", "status",
        "lexiconversion",
    ];

    private static readonly RowColumn[] Content =
        [.. RowSchema.Of<TradeEvent>().Columns.Where(column => !NotContent.Contains(column.Name))];
    private static readonly RowColumn[] Facts = [.. Content.Where(column => ScoredFrom.Contains(column.Name))];

    private readonly Dictionary<string, TradeEvent> _byId;
    private readonly Dictionary<string, (TradeEvent Event, string Group)> _byArticle = new(StringComparer.Ordinal);

    public StoredEvents(List<TradeEvent> events)
    {
        _byId = events.ToDictionary(e => e.EventId, StringComparer.Ordinal);
        Current = [.. events.Where(e => e.Status != EventStatus.Superseded)];
        foreach (TradeEvent tradeEvent in Current)
        {
            for (int i = 0; i < tradeEvent.Articles.Count; i++)
            {
                _byArticle[tradeEvent.Articles[i]] = (tradeEvent, GroupOf(tradeEvent, i));
            }
        }
    }

    /// <summary>The events that are not superseded, live or voided.</summary>
    public IReadOnlyList<TradeEvent> Current { get; }

    /// <summary>Whether an event has more reports than it lists.</summary>
    public static bool ListsOnlySome(TradeEvent tradeEvent) => tradeEvent.Sources > tradeEvent.Articles.Count;

    /// <summary>The event with an id, live or superseded; null if it is not stored.</summary>
    public TradeEvent? Find(string eventId) => _byId.GetValueOrDefault(eventId);

    /// <summary>The live or voided event that lists an article; null if none does.</summary>
    public TradeEvent? EventOf(string articleId) => _byArticle.GetValueOrDefault(articleId).Event;

    /// <summary>The key of the group to which clustering assigned an article, corrections apart; null if no event lists it.</summary>
    public string? GroupOf(string articleId) => _byArticle.GetValueOrDefault(articleId).Group;

    /// <summary>When an event was first reported, which is what clustering goes by.</summary>
    public static DateTimeOffset ReportedAt(TradeEvent tradeEvent) => tradeEvent.ReportedUtc ?? tradeEvent.EventTimeUtc;

    /// <summary>Whether a row is new or differs from the stored one in content.</summary>
    public bool Differs(TradeEvent row) => Find(row.EventId) is not { } stored || !AreEqual(stored, row, Content);

    /// <summary>
    /// The row to store: keeps what other steps maintain on the stored row, and raises the revision if the inputs of scores changed.
    /// </summary>
    public TradeEvent Stamp(TradeEvent computed, DateTimeOffset now)
    {
        if (Find(computed.EventId) is not { } stored)
        {
            return computed with { Revision = 1, ModifiedUtc = now };
        }

        TradeEvent row = computed with { TraceId = stored.TraceId, OpenUntil = stored.OpenUntil, Revision = stored.Revision };
        if (AreEqual(stored, row, Content))
        {
            return stored;
        }

        return row with
        {
            ModifiedUtc = now,
            EngineVersion = Contract.EngineVersion.Current,
            Revision = stored.Revision + (AreEqual(stored, row, Facts) ? 0 : 1),
        };
    }

    private static string GroupOf(TradeEvent tradeEvent, int article) => tradeEvent.ReportGroups switch
    {
        [] => tradeEvent.Articles[0],
        [var all] => all,
        var groups => groups[article],
    };

    private static bool AreEqual(TradeEvent one, TradeEvent other, RowColumn[] columns) =>
        Array.TrueForAll(columns, column => (column.Read(one), column.Read(other)) switch
        {
            (IReadOnlyList<string> a, IReadOnlyList<string> b) => a.SequenceEqual(b, StringComparer.Ordinal),
            var (a, b) => Equals(a, b),
        });
}
