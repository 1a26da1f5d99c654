using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Linking;

/// <summary>How an event touches an instrument.</summary>
public enum LinkKind
{
    /// <summary>It does not: nothing that the event is about stands among the instrument's tags.</summary>
    None,

    /// <summary>Only as it touches the whole market.</summary>
    Market,

    /// <summary>By topic, country or company.</summary>
    Direct,
}

/// <summary>A link between an event and an instrument.</summary>
/// <param name="Kind">How close it is.</param>
/// <param name="Reason">What made it, e.g. <c>topic rare_earths, country cn</c>.</param>
public readonly record struct EventLink(LinkKind Kind, string Reason)
{
    /// <summary>The kind as tables and API write it: <c>direct</c>, <c>market</c>, <c>none</c>.</summary>
    public string Code => Codes<LinkKind>.Of(Kind);
}

/// <summary>Links events to instruments by the watchlist's tags: topic codes and lower-case two-letter country codes.</summary>
public static class EventLinks
{
    // Party to nearly every event on record: as a direct link it would say nothing.
    private const string EverywhereCountry = "us";
    private const string EveryCountry = "global";

    /// <summary>The link of an event to an instrument.</summary>
    /// <param name="tradeEvent">The event.</param>
    /// <param name="tags">The instrument's tags; none for a broad one.</param>
    public static EventLink Of(TradeEvent tradeEvent, IReadOnlyCollection<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return Of(tradeEvent.Topics, tradeEvent.Actors, tags);
    }

    /// <summary>
    /// Direct by a topic or a company in common, or by a country other than the United States, unless event and instrument both name topics and share none.
    /// Market for an instrument without tags, for one of a country in common that is not direct, and for an event aimed at all countries. Else none.
    /// </summary>
    /// <param name="topics">The event's topics.</param>
    /// <param name="actors">The event's actors: country codes, leaders, companies.</param>
    /// <param name="tags">The instrument's tags.</param>
    public static EventLink Of(IReadOnlyCollection<string> topics, IReadOnlyCollection<string> actors, IReadOnlyCollection<string> tags)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(actors);
        ArgumentNullException.ThrowIfNull(tags);

        string[] commonTopics = [.. topics.Where(topic => Contains(tags, topic)).Order(StringComparer.Ordinal)];
        string[] commonActors = [.. actors.Where(actor => Contains(tags, actor)).Select(actor => actor.ToLowerInvariant()).Order(StringComparer.Ordinal)];
        string[] countries = [.. commonActors.Where(actor => IsCountry(actor) && actor != EverywhereCountry)];
        string[] others = [.. commonActors.Where(actor => !IsCountry(actor))];
        string reason = string.Join(
            ", ",
            [.. commonTopics.Select(topic => $"topic {topic}"), .. countries.Select(country => $"country {country}"), .. others.Select(actor => $"actor {actor}")]);

        bool isAboutOtherTopics = topics.Count > 0 && commonTopics.Length == 0 && tags.Any(tag => !IsCountry(tag));
        return (commonTopics.Length > 0 || others.Length > 0, countries.Length > 0) switch
        {
            (true, _) => new(LinkKind.Direct, reason),
            (_, true) when !isAboutOtherTopics => new(LinkKind.Direct, reason),
            (_, true) => new(LinkKind.Market, $"{reason}, other topics"),
            _ when tags.Count == 0 => new(LinkKind.Market, "broad instrument"),
            _ when Contains(commonActors, EverywhereCountry) && !isAboutOtherTopics => new(LinkKind.Market, $"country {EverywhereCountry}"),
            _ when Contains(actors, EveryCountry) => new(LinkKind.Market, "aimed at all countries"),
            _ => new(LinkKind.None, "no tag in common"),
        };
    }

    private static bool Contains(IEnumerable<string> codes, string code) => codes.Contains(code, StringComparer.OrdinalIgnoreCase);

    private static bool IsCountry(string code) => code.Length == 2;
}
