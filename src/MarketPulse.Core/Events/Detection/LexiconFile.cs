using System.Text.Json.Serialization;

namespace MarketPulse.Core.Events.Detection;

/// <summary>The content of a lexicon file.</summary>
internal sealed record LexiconFile
{
    /// <summary>Address of the JSON schema, for editors.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Version that the authors gave the file.</summary>
    public required string Version { get; init; }

    /// <summary>How phrases add up to the relevance.</summary>
    public required RelevanceWeights Relevance { get; init; }

    /// <summary>How objects and verbs add up to the stance.</summary>
    public required StanceWeights Stance { get; init; }

    /// <summary>How the intensity follows from measure, certainty, rate and breadth.</summary>
    public required IntensityWeights Intensity { get; init; }

    /// <summary>Base intensity of each measure, 0 to 100.</summary>
    public required IReadOnlyDictionary<string, double> Measures { get; init; }

    /// <summary>The terms.</summary>
    public required IReadOnlyList<TermGroup> Groups { get; init; }

    /// <summary>Classes of words that the patterns of rules name.</summary>
    public IReadOnlyDictionary<string, WordClass> Words { get; init; } = new Dictionary<string, WordClass>(StringComparer.Ordinal);

    /// <summary>The rules, in order of precedence.</summary>
    public IReadOnlyList<RuleFile> Rules { get; init; } = [];
}

/// <summary>Words that a pattern may name together.</summary>
/// <param name="Words">The words, one each.</param>
/// <param name="Inflect">Part of speech by which they are inflected, <c>noun</c> or <c>verb</c>; null for words in a fixed form.</param>
internal sealed record WordClass(IReadOnlyList<string> Words, string? Inflect = null);

/// <summary>A rule: what a sentence must contain, what that means, and an example.</summary>
internal sealed record RuleFile
{
    /// <summary>Its name, which the phrases of a verdict show.</summary>
    public required string Name { get; init; }

    /// <summary>What a sentence must contain; see <see cref="RulePattern"/>.</summary>
    public required string Pattern { get; init; }

    /// <summary>Code of the measure that the pattern implies; null for none.</summary>
    public string? Measure { get; init; }

    /// <summary>Code of the <see cref="Events.Stance"/> of what the pattern matches; null to leave it to the words.</summary>
    public string? Stance { get; init; }

    /// <summary>Whether the pattern reports a development; null if it does not tell.</summary>
    public bool? Event { get; init; }

    /// <summary>Contribution to the relevance score, log-odds.</summary>
    public double Weight { get; init; }

    /// <summary>A headline for which the rule holds, with the direction that the detector must read.</summary>
    public required RuleExample Example { get; init; }
}

/// <summary>A headline that shows what a rule does.</summary>
/// <param name="Title">The headline.</param>
/// <param name="Stance">Code of the direction that the detector must read; null if the headline reports no development.</param>
internal sealed record RuleExample(string Title, string? Stance);

/// <summary>How phrases add up to the relevance score, in log-odds.</summary>
internal sealed record RelevanceWeights
{
    /// <summary>Score of an article without any phrase.</summary>
    public required double Base { get; init; }

    /// <summary>Relevance from which an article is relevant.</summary>
    public required double Threshold { get; init; }

    /// <summary>Relevance below which an article reports no development.</summary>
    public required double Event { get; init; }

    /// <summary>Factor on phrases in the first three sentences of the body.</summary>
    public required double Lead { get; init; }

    /// <summary>Factor on phrases in the rest of the body.</summary>
    public required double Body { get; init; }

    /// <summary>Score of a second country in the title.</summary>
    public required double Pair { get; init; }

    /// <summary>Score of a country, leader or authority in the title.</summary>
    public required double Country { get; init; }
}

/// <summary>How objects and verbs add up to the stance. The strengths of the terms are their units.</summary>
/// <param name="Object">Factors on objects and verbs, by what the clause says about them.</param>
/// <param name="Place">Factors on clauses and sentences, by their place.</param>
/// <param name="Threshold">From which weights an article has a direction.</param>
internal sealed record StanceWeights(ObjectWeights Object, PlaceWeights Place, StanceThresholds Threshold);

/// <summary>Factors on objects and verbs of a clause.</summary>
/// <param name="Bare">Factor on an object that nothing is said to be done about.</param>
/// <param name="Settled">
/// Factor on a barrier that is the subject of a deal, an exemption or a review: the existing one, not a new one.
/// </param>
/// <param name="Stopped">Weight of trade or a company that is stopped.</param>
/// <param name="Negated">Factor on a negated verb: "does not retaliate" eases less than "retaliates" escalates.</param>
/// <param name="BesideEscalation">Factor on a deal or talks in a clause that escalates.</param>
internal sealed record ObjectWeights(double Bare, double Settled, double Stopped, double Negated, double BesideEscalation);

/// <summary>Factors on clauses and sentences. Main clauses and titles count in full.</summary>
/// <param name="Background">Factor on subordinate clauses of background.</param>
/// <param name="Concurrent">Factor on concurrent and contrasting clauses.</param>
/// <param name="Lead">Factor on the first three sentences of the body.</param>
/// <param name="Body">Factor on the rest of the body.</param>
internal sealed record PlaceWeights(double Background, double Concurrent, double Lead, double Body);

/// <summary>From which weights an article has a direction.</summary>
/// <param name="Clear">Weight from which a clause has a clear direction.</param>
/// <param name="Directed">Weight of escalation or easing below which an article is neutral; less than that of one bare tariff.</param>
/// <param name="Decided">
/// Weight from which words without a direction no longer make an article neutral; more than that of one tariff imposed.
/// </param>
/// <param name="NeutralShare">
/// Below <paramref name="Decided"/>: share of the larger direction from which words without a direction prevail.
/// </param>
/// <param name="Mixed">Weight that the smaller direction needs for an article to be mixed.</param>
/// <param name="MixedShare">Share of the larger direction that the smaller one must exceed for an article to be mixed.</param>
internal sealed record StanceThresholds(
    double Clear,
    double Directed,
    double Decided,
    double NeutralShare,
    double Mixed,
    double MixedShare);

/// <summary>How the intensity follows from measure, certainty, rate and breadth: their product, at most 100.</summary>
/// <param name="Measure">Least base intensity, for articles without a stronger measure.</param>
/// <param name="RateBase">Factor for a rate of 0%.</param>
/// <param name="RateSlope">What a rate of 100% or more adds to that factor.</param>
/// <param name="Breadth">Factor for acts that are aimed at a group of countries.</param>
/// <param name="Certainty">Factor for each <see cref="Events.Certainty"/>, by code.</param>
internal sealed record IntensityWeights(
    double Measure,
    double RateBase,
    double RateSlope,
    double Breadth,
    IReadOnlyDictionary<string, double> Certainty);

/// <summary>Terms that play one role.</summary>
internal sealed record TermGroup
{
    /// <summary>Code of the <see cref="Detection.Role"/> of the terms.</summary>
    public required string Role { get; init; }

    /// <summary>Words or phrases; <c>term=code</c> gives a term a code of its own.</summary>
    public required IReadOnlyList<string> Terms { get; init; }

    /// <summary>Measure, topic, country or certainty that the terms stand for; for other roles, their kind.</summary>
    public string? Code { get; init; }

    /// <summary>Country that a leader or an authority acts for.</summary>
    public string? Country { get; init; }

    /// <summary>Contribution to the relevance score, log-odds.</summary>
    public double Weight { get; init; }

    /// <summary>Contribution to the stance, 0 to 1.5.</summary>
    public double Strength { get; init; }

    /// <summary>Part of speech by which the terms are inflected, <c>noun</c> or <c>verb</c>; null for terms in a fixed form.</summary>
    public string? Inflect { get; init; }
}
