using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>Validates a lexicon beyond its JSON types. Error messages name the field.</summary>
internal static class LexiconCheck
{
    // The codes that the rules of the code know, by role. Roles with codes of their own kind, such as countries, are not listed.
    private static readonly Dictionary<Role, string[]> Kinds = new()
    {
        [Role.PolarityShifter] = ["harm", "without", "lift", "exclude", "oppose"],
        [Role.Escalate] = ["blame", "demand", "refusal", "proposal", "unlawful"],
        [Role.Ease] = ["permit", "proposal"],
        [Role.Raise] = ["flow"],
        [Role.Neutral] = ["step", "procedure", "ask"],
        [Role.Background] = ["concurrent", "contrast"],
        [Role.Official] = ["court"],
        [Role.Preposition] = ["to", "by"],
    };

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

        CheckTerms(file.Groups);
        CheckRules(file);
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

        if (group.Code is not null && Kinds.TryGetValue(role, out string[]? kinds) && !kinds.Contains(group.Code))
        {
            throw Wrong($"{path}.code", $"is '{group.Code}'; codes of {group.Role} are {string.Join(", ", kinds)}");
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

    // Terms that can never match, and terms that are spelled differently but consist of the same words as another of their role.
    private static void CheckTerms(IReadOnlyList<TermGroup> groups)
    {
        var scanner = new SentenceScanner(new PhraseTrie([]), learn: true);
        var known = new Dictionary<(string Role, string? Code, string Words), string>();
        for (int i = 0; i < groups.Count; i++)
        {
            for (int j = 0; j < groups[i].Terms.Count; j++)
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"groups[{i}].terms[{j}]");
                string term = groups[i].Terms[j].Split('=')[0];
                string words = WordsOf(term, scanner) ?? throw Wrong(path, $"is '{term}', which never matches: a term is one phrase "
                    + "without a comma, colon, dash or full stop");
                // A word may belong to two topics.
                string? code = groups[i].Role == Codes<Role>.Of(Role.Topic) ? groups[i].Code : null;
                if (!known.TryAdd((groups[i].Role, code, words), path))
                {
                    throw Wrong(path, $"is '{term}', which consists of the same words as {known[(groups[i].Role, code, words)]}");
                }
            }
        }
    }

    private static string? WordsOf(string term, SentenceScanner scanner)
    {
        scanner.Start(term);
        if (!scanner.Next())
        {
            return null;
        }

        string words = string.Join(' ', scanner.Tokens.ToArray().Select(token => token.Word));
        bool isBroken = scanner.Tokens.ToArray().Skip(1).Any(token => token.IsSetOff || token.Word == PhraseTrie.Unknown);
        return isBroken || scanner.Next() ? null : words;
    }

    private static void CheckRules(LexiconFile file)
    {
        foreach ((string name, WordClass words) in file.Words)
        {
            if (words.Inflect is not (null or "noun" or "verb"))
            {
                throw Wrong($"words.{name}.inflect", $"is '{words.Inflect}'; use noun or verb, or omit it");
            }

            if (words.Words.FirstOrDefault(word => word.Length == 0 || !word.All(char.IsLetterOrDigit)) is { } phrase)
            {
                throw Wrong($"words.{name}.words", $"contains '{phrase}', which is not one word");
            }
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        HashSet<(string Role, string Code)> known = [.. file.Groups.SelectMany(CodesOf)];
        for (int i = 0; i < file.Rules.Count; i++)
        {
            RuleFile rule = file.Rules[i];
            string path = string.Create(CultureInfo.InvariantCulture, $"rules[{i}]");
            if (!names.Add(rule.Name))
            {
                throw Wrong($"{path}.name", $"is '{rule.Name}', which is the name of an earlier rule");
            }

            CheckStanceCode($"{path}.stance", rule.Stance);
            CheckStanceCode($"{path}.example.stance", rule.Example.Stance);
            if (rule.Measure is not null && !file.Measures.ContainsKey(rule.Measure))
            {
                throw Wrong($"{path}.measure", $"is '{rule.Measure}', which has no base intensity in measures");
            }

            CheckPattern($"{path}.pattern", rule, file.Words, known);
        }
    }

    private static IEnumerable<(string Role, string Code)> CodesOf(TermGroup group) =>
        group.Terms.Select(term => PhraseTrie.Split(term, Codes<Role>.Parse(group.Role), group.Code).Code).OfType<string>()
            .Select(code => (group.Role, code));

    private static void CheckStanceCode(string field, string? code)
    {
        if (code is not null && !Codes<Stance>.TryParse(code, out _))
        {
            throw Wrong(field, $"is '{code}'; stances are {string.Join(", ", Codes<Stance>.All)}");
        }
    }

    private static void CheckPattern(
        string field, RuleFile rule, IReadOnlyDictionary<string, WordClass> words, HashSet<(string, string)> known)
    {
        RulePattern pattern;
        try
        {
            pattern = RulePattern.Parse(rule.Pattern, words, new PhraseTrie([]).Learn);
        }
        catch (FormatException e)
        {
            throw Wrong(field, e.Message);
        }

        foreach ((Role role, string code) in pattern.NamedCodes)
        {
            if (!known.Contains((Codes<Role>.Of(role), code)))
            {
                throw Wrong(field, $"contains '{Codes<Role>.Of(role)}:{code}', but no term of that role has this code");
            }
        }

        if (pattern.HasPlace && rule.Measure is null)
        {
            throw Wrong(field, "places a measure with '=', but the rule names none");
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

    private static InvalidFieldException Wrong(string field, string what) => new("lexicon", field, what);
}
