namespace MarketPulse.Core.Events.Clustering;

/// <summary>Relates an event to earlier ones: how much of it is new, and which event it changes.</summary>
internal sealed class EventRelations
{
    private const double HalfLifeDays = 3;

    // A second one renews the first, even if nothing else differs.
    private static readonly string[] Renewable = ["truce", "deal", "delay", "exemption"];

    private readonly Dictionary<string, int> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Known>> _bySubject = new(StringComparer.Ordinal);

    /// <summary>
    /// Sets <see cref="TradeEvent.Novelty"/> and <see cref="TradeEvent.Follows"/> from the events passed before, and remembers the event
    /// for later ones. Events must be passed in order of time and id.
    /// </summary>
    public TradeEvent Relate(TradeEvent tradeEvent)
    {
        Known known = Describe(tradeEvent);
        double repeated = 0;
        Known? precursor = null;
        int shared = 0;
        foreach (Known earlier in Precursors(known))
        {
            int common = Common(known.Facts, earlier.Facts);
            double age = (tradeEvent.EventTimeUtc - earlier.Event.EventTimeUtc).TotalDays;
            repeated = Math.Max(repeated, (double)common / known.Facts.Length * Math.Pow(0.5, age / HalfLifeDays));
            bool isCloser = common > shared || (common == shared && precursor is not null && IsLater(earlier, precursor));
            if (isCloser && ChangesFactsOf(known, earlier))
            {
                (precursor, shared) = (earlier, common);
            }
        }

        Remember(known);
        return tradeEvent with { Novelty = Math.Round(1 - repeated, 6), Follows = precursor?.Event.EventId };
    }

    /// <summary>Remembers an event whose own relations are known or not needed.</summary>
    public void Remember(TradeEvent tradeEvent) => Remember(Describe(tradeEvent));

    private void Remember(Known known)
    {
        foreach (string key in known.Subjects)
        {
            if (!_bySubject.TryGetValue(key, out List<Known>? events))
            {
                _bySubject.Add(key, events = []);
            }

            events.Add(known);
        }
    }

    private HashSet<Known> Precursors(Known known)
    {
        var found = new HashSet<Known>(ReferenceEqualityComparer.Instance);
        DateTimeOffset from = known.Event.EventTimeUtc - EventClustering.Memory;
        foreach (string key in known.Subjects)
        {
            List<Known> events = _bySubject.GetValueOrDefault(key, []);
            for (int i = events.Count - 1; i >= 0 && events[i].Event.EventTimeUtc >= from; i--)
            {
                found.Add(events[i]);
            }
        }

        return found;
    }

    private static bool ChangesFactsOf(Known later, Known earlier)
    {
        TradeEvent e = later.Event;
        TradeEvent p = earlier.Event;
        if (CodeLists.Conflict(e.Topics, p.Topics))
        {
            return false;
        }

        ActPhase phase = Report.PhaseOf(e.Certainty);
        ActPhase before = Report.PhaseOf(p.Certainty);
        return (before == ActPhase.Talk && phase == ActPhase.Act)
            || (before == ActPhase.Denied) != (phase == ActPhase.Denied)
            || SameAct.IsOpposite(e.Stance, p.Stance)
            || CodeLists.Conflict(e.Quantities, p.Quantities)
            || (e.EffectiveDate is { } date && p.EffectiveDate is { } old && date != old)
            || Array.Exists(Renewable, measure => Names(e, measure) && Names(p, measure));
    }

    private static bool Names(TradeEvent tradeEvent, string measure) => tradeEvent.Measures.Contains(measure, StringComparer.Ordinal);

    private Known Describe(TradeEvent tradeEvent)
    {
        // Without pairs, the actors identify the parties.
        string[] pairs = [.. tradeEvent.Pairs.Select(Report.Unordered)];
        IReadOnlyList<string> between = pairs.Length > 0 ? pairs : tradeEvent.Actors;
        string[] facts =
        [
            $"stance {tradeEvent.Stance}",
            $"phase {Report.PhaseOf(tradeEvent.Certainty)}",
            .. tradeEvent.Measures.Select(measure => $"measure {measure}"),
            .. between.Select(actor => $"between {actor}"),
            .. tradeEvent.Topics.Select(topic => $"topic {topic}"),
            .. tradeEvent.Quantities.Select(quantity => $"quantity {quantity}"),
        ];
        int[] numbers = [.. facts.Distinct(StringComparer.Ordinal).Select(Number).Order()];
        return new Known(tradeEvent, Report.Subjects(tradeEvent.Measures, between), numbers);
    }

    private int Number(string fact)
    {
        if (!_facts.TryGetValue(fact, out int number))
        {
            _facts.Add(fact, number = _facts.Count);
        }

        return number;
    }

    private static int Common(int[] one, int[] other)
    {
        int common = 0;
        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            common += one[i] == other[j] ? 1 : 0;
            (i, j) = one[i] == other[j] ? (i + 1, j + 1)
                : one[i] < other[j] ? (i + 1, j)
                : (i, j + 1);
        }

        return common;
    }

    private static bool IsLater(Known one, Known other) => EventClustering.CompareEvents(one.Event, other.Event) > 0;

    private sealed record Known(TradeEvent Event, string[] Subjects, int[] Facts);
}
