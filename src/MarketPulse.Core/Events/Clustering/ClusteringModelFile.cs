using System.Text.Json.Serialization;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// The fitted part of the clustering, as read from <c>clusteringmodel.json</c> (schema: <c>clusteringmodel.schema.json</c>). The command
/// <c>marketpulse detect --fit-clusters</c> writes it.
/// </summary>
internal sealed record ClusteringModelFile
{
    /// <summary>Address of the JSON schema, for editors.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Version that the authors gave the model.</summary>
    public required string Version { get; init; }

    /// <summary>Similarity from which two reports match.</summary>
    public required double Bar { get; init; }

    /// <summary>What each agreement or difference of two reports adds to their similarity.</summary>
    public required SimilarityWeights Weights { get; init; }

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

    /// <summary>Sets one of the weights, in the order of the properties.</summary>
    public static IReadOnlyList<Func<SimilarityWeights, double, SimilarityWeights>> Setters { get; } =
    [
        (weights, value) => weights with { Words = value },
        (weights, value) => weights with { SameFigures = value },
        (weights, value) => weights with { BothSay = value },
        (weights, value) => weights with { OneSays = value },
        (weights, value) => weights with { DayApart = value },
        (weights, value) => weights with { SameStance = value },
        (weights, value) => weights with { SameActor = value },
        (weights, value) => weights with { OtherActor = value },
        (weights, value) => weights with { SameTarget = value },
        (weights, value) => weights with { OneNegated = value },
        (weights, value) => weights with { SameVerb = value },
        (weights, value) => weights with { SameTopic = value },
        (weights, value) => weights with { SameMeasure = value },
    ];

    /// <summary>All weights 0.</summary>
    public static SimilarityWeights None { get; } = new()
    {
        Words = 0,
        SameFigures = 0,
        BothSay = 0,
        OneSays = 0,
        DayApart = 0,
        SameStance = 0,
        SameActor = 0,
        OtherActor = 0,
        SameTarget = 0,
        OneNegated = 0,
        SameVerb = 0,
        SameTopic = 0,
        SameMeasure = 0,
    };
}
