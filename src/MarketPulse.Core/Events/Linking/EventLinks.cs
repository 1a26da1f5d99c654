using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Linking;

/// <summary>How closely an event concerns an instrument.</summary>
public enum LinkKind
{
    /// <summary>Not at all: event and tags have nothing in common.</summary>
    None,

    /// <summary>Only as part of the whole market.</summary>
    Market,

    /// <summary>By topic, country or company.</summary>
    Direct,
}

/// <summary>A link between an event and an instrument.</summary>
/// <param name="Kind">How closely the event concerns the instrument.</param>
/// <param name="Reason">What they have in common, e.g. <c>topic rare_earths, country cn</c>.</param>
public readonly record struct EventLink(LinkKind Kind, string Reason)
{
    /// <summary>The kind as a code of tables and API: <c>direct</c>, <c>market</c>, <c>none</c>.</summary>
    public string Code => Codes<LinkKind>.Of(Kind);
}

/// <summary>Links events to instruments by the watchlist's tags: topic codes and lower-case two-letter country codes.</summary>
public static class EventLinks
{
    // Party to nearly every event, so a direct link would say nothing.
    private const string EverywhereCountry = "us";
    private const string EveryCountry = "global";

    /// <summary>The link between an event and an instrument.</summary>
    /// <param name="tradeEvent">The event, whose topics and actors count.</param>
    /// <param name="tags">The instrument's tags; empty for a broad instrument.</param>
    public static EventLink Between(TradeEvent tradeEvent, IReadOnlyCollection<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return Between(tradeEvent.Topics, tradeEvent.Actors, tags);
    }

    /// <summary>
    /// The link between an event and an instrument. A common topic or company makes it direct, and so does a common country other than the
    /// United States, unless both name topics and share none. It is a market link for instruments without tags, for common countries that
    /// make no direct link, and for events aimed at all countries.
    /// </summary>
    /// <param name="topics">The event's topics.</param>
    /// <param name="actors">The event's actors: country codes, leaders, companies.</param>
    /// <param name="tags">The instrument's tags; empty for a broad instrument.</param>
    public static EventLink Between(
        IReadOnlyCollection<string> topics, IReadOnlyCollection<string> actors, IReadOnlyCollection<string> tags)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(actors);
        ArgumentNullException.ThrowIfNull(tags);

        string[] commonTopics = [.. topics.Where(topic => Contains(tags, topic)).Order(StringComparer.Ordinal)];
        string[] commonActors =
        [
            .. actors.Where(actor => Contains(tags, actor)).Select(actor => actor.ToLowerInvariant()).Order(StringComparer.Ordinal),
        ];
        string[] countries = [.. commonActors.Where(actor => IsCountry(actor) && actor != EverywhereCountry)];
        string[] others = [.. commonActors.Where(actor => !IsCountry(actor))];
        string reason = string.Join(
            ", ",
            [
                .. commonTopics.Select(topic => $"topic {topic}"),
                .. countries.Select(country => $"country {country}"),
                .. others.Select(actor => $"actor {actor}"),
            ]);

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
