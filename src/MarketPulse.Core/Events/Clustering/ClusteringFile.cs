using System.Text.Json.Serialization;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>The content of <c>clustering.json</c> (schema: <c>clustering.schema.json</c>).</summary>
internal sealed record ClusteringFile
{
    /// <summary>Address of the JSON schema, for editors.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Version that the authors gave the file.</summary>
    public required string Version { get; init; }

    /// <summary>Similarity from which two reports match.</summary>
    public required double Bar { get; init; }

    /// <summary>What each agreement or difference of two reports adds to their similarity.</summary>
    public required SimilarityWeights Weights { get; init; }

    /// <summary>Words that mean the same in news about trade, by the word that stands for them.</summary>
    public required IReadOnlyDictionary<string, string[]> Synonyms { get; init; }

    /// <summary>Words and phrases that say what is done, by class.</summary>
    public required IReadOnlyDictionary<string, string[]> Verbs { get; init; }

    /// <summary>Verbs of saying; the words before one name the speaker.</summary>
    public required string[] Saying { get; init; }

    /// <summary>Words that negate a headline.</summary>
    public required string[] Negations { get; init; }

    /// <summary>Words for offices and their holders, which are no names.</summary>
    public required string[] Offices { get; init; }

    /// <summary>Names of media; the source of the news is not the speaker.</summary>
    public required string[] Media { get; init; }

    /// <summary>Words that label a headline, such as "exclusive".</summary>
    public required string[] Labels { get; init; }

    /// <summary>Words that say nothing about the act.</summary>
    public required string[] EmptyWords { get; init; }

    /// <summary>Terms of the lexicon for countries, leaders, authorities and companies that are ambiguous in a headline.</summary>
    public required string[] NotNames { get; init; }

    /// <summary>Number of reports in which the words were counted.</summary>
    public required int Reports { get; init; }

    /// <summary>Number of those reports that contain a word. Names start with <c>@</c>. Words with less than two are left out.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }
}

/// <summary>What each agreement or difference of two reports adds to their similarity.</summary>
internal sealed record SimilarityWeights
{
    /// <summary>Cosine of the words of the headlines, weighted by their rarity; times 0 to 1.</summary>
    public required double Words { get; init; }

    /// <summary>A common rate, or amounts that agree.</summary>
    public required double SameFigures { get; init; }

    /// <summary>Both report what somebody says.</summary>
    public required double BothSay { get; init; }

    /// <summary>Only one reports what somebody says.</summary>
    public required double OneSays { get; init; }

    /// <summary>They were published a day apart.</summary>
    public required double DayApart { get; init; }

    /// <summary>They have the same stance.</summary>
    public required double SameStance { get; init; }

    /// <summary>The same country acts or speaks.</summary>
    public required double SameActor { get; init; }

    /// <summary>Different countries act or speak.</summary>
    public required double OtherActor { get; init; }

    /// <summary>A country in common other than those that act.</summary>
    public required double SameTarget { get; init; }

    /// <summary>Only one is negated.</summary>
    public required double OneNegated { get; init; }

    /// <summary>Verbs of a class in common.</summary>
    public required double SameVerb { get; init; }

    /// <summary>A topic in common.</summary>
    public required double SameTopic { get; init; }

    /// <summary>A measure in common.</summary>
    public required double SameMeasure { get; init; }
}
