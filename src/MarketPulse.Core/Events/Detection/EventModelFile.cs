using System.Text.Json.Serialization;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// The logistic model that tells a development from other coverage, as read from <c>eventmodel.json</c>. The command
/// <c>marketpulse detect --fit</c> writes it.
/// </summary>
internal sealed record EventModelFile
{
    /// <summary>Address of the JSON schema, for editors.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Version that the authors gave the model.</summary>
    public required string Version { get; init; }

    /// <summary>Score of a headline without any feature, log-odds.</summary>
    public required double Bias { get; init; }

    /// <summary>Most that the lead sentences can add to the score of the title, log-odds.</summary>
    public required double LeadGain { get; init; }

    /// <summary>Weight of each <see cref="EventFeature"/>, by code.</summary>
    public required IReadOnlyDictionary<string, FeatureWeight> Weights { get; init; }

    /// <summary>Weights of words and pairs of adjacent words; see <see cref="EventModel"/>. Their prior is 0.</summary>
    public required IReadOnlyDictionary<string, double> Ngrams { get; init; }
}

/// <summary>Weight of a feature.</summary>
/// <param name="Prior">Weight towards which the fit is shrunk.</param>
/// <param name="Weight">Fitted weight.</param>
internal readonly record struct FeatureWeight(double Prior, double Weight);
