using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>Validates a lexicon beyond its JSON types. Error messages name the field.</summary>
internal static class LexiconCheck
{
    private const double MaxStrength = 1.5;
    private const double MaxIntensity = 100;

    /// <summary>Validates a lexicon.</summary>
    /// <exception cref="FormatException">A field is invalid.</exception>
    public static void Check(LexiconFile file)
    {
        if (string.IsNullOrWhiteSpace(file.Version))
        {
            throw Wrong("version", "must not be empty");
        }

        if (file.Relevance.Threshold is not (> 0 and < 1))
        {
            throw Wrong("relevance.threshold", "must be a probability between 0 and 1");
        }

        CheckFeatures(file.EventModel);
        CheckStance(file.Stance);
        CheckIntensity(file.Intensity);
        foreach ((string measure, double intensity) in file.Measures)
        {
            CheckRange($"measures.{measure}", intensity, MaxIntensity);
        }

        for (int i = 0; i < file.Groups.Count; i++)
        {
            CheckGroup($"groups[{i}]", file.Groups[i], file.Measures);
        }
    }

    private static void CheckFeatures(EventModelFile model)
    {
        CheckRange("eventModel.leadGain", model.LeadGain, double.MaxValue);
        foreach (string code in model.Weights.Keys)
        {
            if (!Codes<EventFeature>.TryParse(code, out _))
            {
                throw Wrong($"eventModel.weights.{code}", $"is not a feature; features are {string.Join(", ", Codes<EventFeature>.All)}");
            }
        }

        foreach (string code in Codes<EventFeature>.All)
        {
            if (!model.Weights.ContainsKey(code))
            {
                throw Wrong($"eventModel.weights.{code}", "is missing");
            }
        }
    }

    private static void CheckStance(StanceWeights stance)
    {
        CheckRange("stance.object.bare", stance.Object.Bare, double.MaxValue);
        CheckRange("stance.object.settled", stance.Object.Settled, double.MaxValue);
        CheckRange("stance.object.stopped", stance.Object.Stopped, double.MaxValue);
        CheckRange("stance.object.negated", stance.Object.Negated, double.MaxValue);
        CheckRange("stance.object.besideEscalation", stance.Object.BesideEscalation, double.MaxValue);
        CheckRange("stance.place.background", stance.Place.Background, 1);
        CheckRange("stance.place.concurrent", stance.Place.Concurrent, 1);
        CheckRange("stance.place.lead", stance.Place.Lead, 1);
        CheckRange("stance.place.body", stance.Place.Body, 1);
        CheckRange("stance.threshold.clear", stance.Threshold.Clear, double.MaxValue);
        CheckRange("stance.threshold.directed", stance.Threshold.Directed, double.MaxValue);
        CheckRange("stance.threshold.decided", stance.Threshold.Decided, double.MaxValue);
        CheckRange("stance.threshold.neutralShare", stance.Threshold.NeutralShare, double.MaxValue);
        CheckRange("stance.threshold.mixed", stance.Threshold.Mixed, double.MaxValue);
        CheckRange("stance.threshold.mixedShare", stance.Threshold.MixedShare, 1);
    }

    private static void CheckIntensity(IntensityWeights intensity)
    {
        CheckRange("intensity.measure", intensity.Measure, MaxIntensity);
        CheckRange("intensity.rateBase", intensity.RateBase, double.MaxValue);
        CheckRange("intensity.rateSlope", intensity.RateSlope, double.MaxValue);
        CheckRange("intensity.breadth", intensity.Breadth, double.MaxValue);
        foreach ((string code, double factor) in intensity.Certainty)
        {
            if (!Codes<Certainty>.TryParse(code, out _))
            {
                throw Wrong($"intensity.certainty.{code}", $"is not a level; levels are {string.Join(", ", Codes<Certainty>.All)}");
            }

            CheckRange($"intensity.certainty.{code}", factor, 1);
        }

        foreach (string code in Codes<Certainty>.All)
        {
            if (!intensity.Certainty.ContainsKey(code))
            {
                throw Wrong($"intensity.certainty.{code}", "is missing");
            }
        }
    }

    private static void CheckGroup(string path, TermGroup group, IReadOnlyDictionary<string, double> measures)
    {
        if (!Codes<Role>.TryParse(group.Role, out Role role))
        {
            throw Wrong($"{path}.role", $"is '{group.Role}'; roles are {string.Join(", ", Codes<Role>.All)}");
        }

        CheckRange($"{path}.strength", group.Strength, MaxStrength);
        if (group.Inflect is not (null or "noun" or "verb"))
        {
            throw Wrong($"{path}.inflect", $"is '{group.Inflect}'; use noun or verb, or omit it");
        }

        if (role is Role.Barrier or Role.Cooperation or Role.Flow && group.Code is not null && !measures.ContainsKey(group.Code))
        {
            throw Wrong($"{path}.code", $"is '{group.Code}', which has no base intensity in measures");
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
            throw Wrong($"{path}.terms", "must not be empty");
        }

        for (int i = 0; i < group.Terms.Count; i++)
        {
            if (!group.Terms[i].Any(char.IsLetterOrDigit))
            {
                throw Wrong($"{path}.terms[{i}]", $"is '{group.Terms[i]}', which contains no word");
            }
        }
    }

    private static void CheckRange(string field, double value, double max)
    {
        if (!(value >= 0 && value <= max))
        {
            string range = string.Create(CultureInfo.InvariantCulture, $"must be from 0 to {max}");
            throw Wrong(field, max == double.MaxValue ? "must not be negative" : range);
        }
    }

    private static FormatException Wrong(string field, string what) => new($"The lexicon is not valid at {field}: it {what}.");
}
