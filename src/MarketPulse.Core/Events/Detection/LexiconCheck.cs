using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>Refuses a lexicon that would be read as something else than its author meant; the message names the field.</summary>
internal static class LexiconCheck
{
    private const double MaxStrength = 1.5;

    /// <summary>Checks what the form of the file alone does not.</summary>
    /// <exception cref="FormatException">A field is wrong.</exception>
    public static void Check(LexiconFile file)
    {
        if (string.IsNullOrWhiteSpace(file.Version))
        {
            throw Wrong("version", "is empty; give the version that is stored with each verdict");
        }

        if (file.Relevance.Threshold is not (> 0 and < 1))
        {
            throw Wrong("relevance.threshold", "is a probability, between 0 and 1");
        }

        CheckFeatures(file.EventModel.Weights);
        foreach ((string measure, double intensity) in file.Measures)
        {
            if (intensity is not (>= 0 and <= 100))
            {
                throw Wrong($"measures.{measure}", "is an intensity, from 0 to 100");
            }
        }

        for (int i = 0; i < file.Groups.Count; i++)
        {
            CheckGroup($"groups[{i}]", file.Groups[i], file.Measures);
        }
    }

    private static void CheckFeatures(IReadOnlyDictionary<string, FeatureWeight> weights)
    {
        foreach (string code in weights.Keys)
        {
            if (!Codes<EventFeature>.TryParse(code, out _))
            {
                throw Wrong($"eventModel.weights.{code}", $"is no feature; features are {string.Join(", ", Codes<EventFeature>.All)}");
            }
        }

        foreach (string code in Codes<EventFeature>.All)
        {
            if (!weights.ContainsKey(code))
            {
                throw Wrong($"eventModel.weights.{code}", "is missing");
            }
        }
    }

    private static void CheckGroup(string path, TermGroup group, IReadOnlyDictionary<string, double> measures)
    {
        if (!Codes<Role>.TryParse(group.Role, out Role role))
        {
            throw Wrong($"{path}.role", $"is '{group.Role}'; roles are {string.Join(", ", Codes<Role>.All)}");
        }

        if (group.Strength is not (>= 0 and <= MaxStrength))
        {
            throw Wrong($"{path}.strength", "is a strength, from 0 to 1.5");
        }

        if (group.Inflect is not (null or "noun" or "verb"))
        {
            throw Wrong($"{path}.inflect", $"is '{group.Inflect}'; give noun or verb, or leave it out");
        }

        if (role is Role.Barrier or Role.Cooperation or Role.Flow && group.Code is not null && !measures.ContainsKey(group.Code))
        {
            throw Wrong($"{path}.code", $"is '{group.Code}', which has no intensity among measures");
        }

        if (role is Role.Certainty && !Codes<Certainty>.TryParse(group.Code, out _))
        {
            throw Wrong($"{path}.code", $"is '{group.Code}'; levels are {string.Join(", ", Codes<Certainty>.All)}");
        }

        if (role is Role.Topic or Role.Country or Role.Group or Role.Flow && string.IsNullOrEmpty(group.Code))
        {
            throw Wrong($"{path}.code", "is missing");
        }

        if (role is Role.Leader or Role.Ministry && string.IsNullOrEmpty(group.Country))
        {
            throw Wrong($"{path}.country", "is missing");
        }

        if (group.Terms.Count == 0)
        {
            throw Wrong($"{path}.terms", "is empty");
        }

        for (int i = 0; i < group.Terms.Count; i++)
        {
            if (!group.Terms[i].Any(char.IsLetterOrDigit))
            {
                throw Wrong($"{path}.terms[{i}]", $"'{group.Terms[i]}' holds no word");
            }
        }
    }

    private static FormatException Wrong(string field, string what) => new($"The lexicon is not valid at {field}: it {what}.");
}
