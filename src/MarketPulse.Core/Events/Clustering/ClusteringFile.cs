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
}
