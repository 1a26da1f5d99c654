using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>Validates an event model beyond its JSON types. Error messages name the field.</summary>
internal static class EventModelCheck
{
    /// <summary>Validates an event model.</summary>
    /// <exception cref="FormatException">A field is invalid.</exception>
    public static void Check(EventModelFile model)
    {
        if (string.IsNullOrWhiteSpace(model.Version))
        {
            throw Wrong("version", "must not be empty");
        }

        if (!(model.LeadGain >= 0))
        {
            throw Wrong("leadGain", "must not be negative");
        }

        foreach (string code in model.Weights.Keys)
        {
            if (!Codes<EventFeature>.TryParse(code, out _))
            {
                throw Wrong($"weights.{code}", $"is not a feature; features are {string.Join(", ", Codes<EventFeature>.All)}");
            }
        }

        foreach (string code in Codes<EventFeature>.All)
        {
            if (!model.Weights.ContainsKey(code))
            {
                throw Wrong($"weights.{code}", "is missing");
            }
        }

        foreach (string ngram in model.Ngrams.Keys)
        {
            if (ngram.Split(' ') is not { Length: 1 or 2 } words || words.Contains(""))
            {
                throw Wrong($"ngrams.{ngram}", "is not one word or two, separated by a space");
            }
        }
    }

    private static InvalidFieldException Wrong(string field, string what) => new("event model", field, what);
}
