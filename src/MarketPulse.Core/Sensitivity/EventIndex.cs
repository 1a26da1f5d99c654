using MarketPulse.Core.Events;

namespace MarketPulse.Core.Sensitivity;

/// <summary>The events that profiles rest on, by position: signed intensity, novelty, and which kinds each belongs to.</summary>
public sealed class EventIndex
{
    /// <summary>The kind and value of all events together.</summary>
    public const string All = "all";

    private readonly Dictionary<string, int> _positions;

    /// <summary>Takes the live events among those given.</summary>
    public EventIndex(IEnumerable<TradeEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        Events = [.. events.Where(e => e.Status == EventStatus.Live).OrderBy(e => e.EventId, StringComparer.Ordinal)];
        _positions = Events.Select((e, i) => (e.EventId, i)).ToDictionary(pair => pair.EventId, pair => pair.i, StringComparer.Ordinal);
        Intensity = [.. Events.Select(SignedIntensity)];
        Story = Numbered([.. Events.Select(e => e.CountedFor)]);
        Kinds =
        [
            new EventKind(All, All, [.. Events.Select(_ => true)]),
            .. Events.SelectMany((e, i) => EventTag.FromEvent(e).Select(tag => (tag.Kind, tag.Value, Position: i)))
                .Where(tag => tag.Kind is not ("actor" or "story"))
                .GroupBy(tag => (tag.Kind, tag.Value))
                .OrderBy(group => group.Key.Kind, StringComparer.Ordinal).ThenBy(group => group.Key.Value, StringComparer.Ordinal)
                .Select(group => new EventKind(group.Key.Kind, group.Key.Value, Members([.. group.Select(tag => tag.Position)]))),
        ];
    }

    /// <summary>The live events by id.</summary>
    public IReadOnlyList<TradeEvent> Events { get; }

    /// <summary>All events first, then every measure, topic and country pair.</summary>
    internal IReadOnlyList<EventKind> Kinds { get; }

    /// <summary>Signed intensity of each event.</summary>
    internal double[] Intensity { get; }

    /// <summary>A number for the story of each event; events of one story have the same.</summary>
    internal int[] Story { get; }

    /// <summary>Position of an event; -1 when it is not among them.</summary>
    public int Find(string eventId) => _positions.GetValueOrDefault(eventId, -1);

    /// <summary>Intensity with the sign of the stance: escalation positive, de-escalation negative, mixed and neutral 0.</summary>
    public static double SignedIntensity(TradeEvent tradeEvent)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return tradeEvent.Stance switch
        {
            Stance.Escalation => tradeEvent.Intensity,
            Stance.Deescalation => -tradeEvent.Intensity,
            _ => 0,
        };
    }

    /// <summary>The most novel quarter of the events; no day around those counts as quiet.</summary>
    internal IEnumerable<TradeEvent> MostNovelQuarter() => Events
        .OrderByDescending(e => e.Novelty).ThenByDescending(e => e.Intensity).ThenBy(e => e.EventId, StringComparer.Ordinal)
        .Take((Events.Count + 3) / 4);

    private static int[] Numbered(string[] names)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            numbers.TryAdd(name, numbers.Count);
        }

        return Array.ConvertAll(names, name => numbers[name]);
    }

    private bool[] Members(int[] positions)
    {
        var members = new bool[Events.Count];
        foreach (int position in positions)
        {
            members[position] = true;
        }

        return members;
    }
}

/// <summary>A kind of events: all of them, or those with one measure, topic or country pair.</summary>
/// <param name="Kind"><c>all</c>, <c>measure</c>, <c>topic</c> or <c>pair</c>.</param>
/// <param name="Value">Code of the measure, topic or pair; <c>all</c> for all events.</param>
/// <param name="Members">Whether each event belongs to it.</param>
internal sealed record EventKind(string Kind, string Value, bool[] Members);
