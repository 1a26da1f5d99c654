using System.Text.Json.Serialization;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Names the story of an event, <c>parties|dispute</c> such as <c>CN-US|metals</c>, from the event's own facts by the table
/// <c>stories.json</c> (schema: <c>stories.schema.json</c>). It never depends on other events.
/// </summary>
internal sealed class StoryTable
{
    private const string General = "general";
    private const string World = "world";
    private const string Unknown = "none";

    private readonly StoryFile _file;
    private readonly Dictionary<string, string> _unions;

    private StoryTable(StoryFile file)
    {
        _file = file;
        _unions = file.Members.SelectMany(union => union.Value.Select(member => (Member: member, Union: union.Key)))
            .ToDictionary(pair => pair.Member, pair => pair.Union, StringComparer.Ordinal);
    }

    /// <summary>The table that ships with this assembly.</summary>
    public static StoryTable Shipped { get; } = LoadShipped();

    /// <summary>Reads and validates a table.</summary>
    /// <exception cref="FormatException">The file is invalid; the message names the field and the reason.</exception>
    public static StoryTable Load(Stream stream) =>
        new(JsonFiles.Parse<StoryFile>(JsonFiles.ReadContent(stream), "story table", Check));

    /// <summary>The shipped file, as a stream.</summary>
    public static Stream OpenShipped() => JsonFiles.OpenShipped(typeof(StoryTable), "stories.json");

    /// <summary>The story of an event.</summary>
    public string StoryOf(TradeEvent tradeEvent)
    {
        string headline = $" {string.Join(' ', TitleToken.Scan(tradeEvent.Headline).Select(token => token.Word))} ";
        Dispute? named = _file.Disputes.FirstOrDefault(dispute => dispute.Fits(tradeEvent, headline));
        Dispute[] sectors = named is null ? [.. _file.Sectors.Where(dispute => dispute.Fits(tradeEvent, headline))] : [];
        Dispute? dispute = named ?? (sectors.Length == 1 ? sectors[0] : null);
        return $"{dispute?.Parties ?? PartiesOf(tradeEvent)}|{dispute?.Code ?? General}";
    }

    // A union stands for its members, and the side that acts makes no difference.
    private string PartiesOf(TradeEvent tradeEvent)
    {
        string[][] pairs =
        [
            .. tradeEvent.Pairs.Select(pair => pair.Split('-').Select(Union))
                .Select(pair => pair.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray())
                .Where(pair => pair.Length == 2).DistinctBy(pair => string.Join('-', pair), StringComparer.Ordinal),
        ];
        if (pairs.Length == 1)
        {
            return string.Join('-', pairs[0]);
        }

        if (pairs.Length > 1)
        {
            string? common = pairs[0].FirstOrDefault(country => pairs.All(pair => pair.Contains(country, StringComparer.Ordinal)));
            return common is null ? string.Join('-', pairs[0]) : $"{common}-{World}";
        }

        string[] countries =
        [
            .. tradeEvent.Actors.Where(actor => actor.Length == 2 && char.IsAsciiLetterUpper(actor[0])).Select(Union)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        return countries.Length switch
        {
            0 => Unknown,
            1 => countries[0],
            2 => string.Join('-', countries),
            _ => World,
        };
    }

    private string Union(string country) => _unions.GetValueOrDefault(country, country);

    private static StoryTable LoadShipped()
    {
        using Stream stream = OpenShipped();
        return Load(stream);
    }

    private static void Check(StoryFile file)
    {
        foreach ((Dispute dispute, int i) in file.Disputes.Concat(file.Sectors).Select((dispute, i) => (dispute, i)))
        {
            if (dispute.Code.Length == 0 || !dispute.Code.All(c => char.IsAsciiLetterLower(c) || c == '_'))
            {
                throw new FormatException($"The story table is not valid: the code '{dispute.Code}' must be lower case with underscores.");
            }

            if (dispute is { Words: null, Measures: null, Actors: null, Topics: null })
            {
                throw new FormatException($"The story table is not valid: '{dispute.Code}' has no words, measures, actors or topics.");
            }
        }
    }

    private sealed record StoryFile(
        string Version,
        IReadOnlyDictionary<string, string[]> Members,
        IReadOnlyList<Dispute> Disputes,
        IReadOnlyList<Dispute> Sectors)
    {
        [JsonPropertyName("$schema")]
        public string? Schema { get; init; }
    }

    /// <summary>A dispute and the facts by which it is recognised: one value of every list that it has.</summary>
    private sealed record Dispute
    {
        public required string Code { get; init; }

        public string? Parties { get; init; }

        public string[]? Words { get; init; }

        public string[]? Measures { get; init; }

        public string[]? Actors { get; init; }

        public string[]? Topics { get; init; }

        public bool Fits(TradeEvent tradeEvent, string headline) =>
            (Words is null || Array.Exists(Words, words => headline.Contains($" {words} ", StringComparison.Ordinal)))
            && Has(Measures, tradeEvent.Measures) && Has(Actors, tradeEvent.Actors) && Has(Topics, tradeEvent.Topics);

        private static bool Has(string[]? needed, IReadOnlyList<string> codes) => needed is null || CodeLists.HaveCommon(needed, codes);
    }
}
