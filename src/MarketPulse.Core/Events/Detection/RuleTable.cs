using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>The rules of a lexicon, in order of precedence, ready to be matched against sentences.</summary>
internal sealed class RuleTable
{
    private readonly Rule[] _rules;
    private readonly Dictionary<int, int[]> _byWord;
    private readonly int[] _anywhere;

    /// <summary>Compiles the rules of a lexicon that was checked.</summary>
    public RuleTable(LexiconFile file, PhraseTrie phrases)
    {
        _rules = [.. file.Rules.Select(written => new Rule(written, RulePattern.Parse(written.Pattern, file.Words, phrases.Learn)))];
        var byWord = new Dictionary<int, List<int>>();
        var anywhere = new List<int>();
        for (int i = 0; i < _rules.Length; i++)
        {
            if (_rules[i].Pattern.FirstWords is not { } words)
            {
                anywhere.Add(i);
                continue;
            }

            foreach (int word in words)
            {
                (byWord.TryGetValue(word, out List<int>? rules) ? rules : byWord[word] = []).Add(i);
            }
        }

        _byWord = byWord.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
        _anywhere = [.. anywhere];
    }

    /// <summary>
    /// Finds the rules that hold for a sentence, in order of precedence. Each rule holds once, at its first place.
    /// </summary>
    /// <param name="sentence">The sentence with its terms.</param>
    /// <param name="found">Receives the rules.</param>
    public void Match(SentenceReading sentence, List<RuleMatch> found)
    {
        found.Clear();
        for (int token = 0; token < sentence.Tokens.Length; token++)
        {
            Match(sentence, token, _anywhere, found);
            if (sentence.Tokens[token].Word is var word and not PhraseTrie.Unknown && _byWord.TryGetValue(word, out int[]? rules))
            {
                Match(sentence, token, rules, found);
            }
        }

        found.Sort(static (one, other) => one.Order.CompareTo(other.Order));
    }

    private void Match(SentenceReading sentence, int token, int[] rules, List<RuleMatch> found)
    {
        foreach (int i in rules)
        {
            if (_rules[i].Pattern.MatchAt(sentence, token) is { } span && !found.Exists(known => known.Order == i))
            {
                found.Add(new RuleMatch(_rules[i], i, span));
            }
        }
    }
}

/// <summary>A rule of the lexicon.</summary>
internal sealed class Rule
{
    public Rule(RuleFile written, RulePattern pattern)
    {
        (Name, Pattern, Weight, IsEvent) = (written.Name, pattern, written.Weight, written.Event);
        Stance = written.Stance is null ? null : Codes<Stance>.Parse(written.Stance);
        Measure = written.Measure;
        if (pattern.HasPlace)
        {
            Implied = new Phrase();
            var group = new TermGroup
            {
                Role = Codes<Role>.Of(Role.Barrier), Terms = [written.Name], Code = written.Measure, Weight = written.Weight, Strength = 1,
            };
            Implied.Add(new PhraseRole(Role.Barrier, written.Measure, group));
        }
    }

    /// <summary>Its name, which the phrases of a verdict show.</summary>
    public string Name { get; }

    /// <summary>What a sentence must contain.</summary>
    public RulePattern Pattern { get; }

    /// <summary>Contribution to the relevance score, log-odds.</summary>
    public double Weight { get; }

    /// <summary>The direction of what it matches; null to leave it to the words.</summary>
    public Stance? Stance { get; }

    /// <summary>Whether it reports a development; null if it does not tell.</summary>
    public bool? IsEvent { get; }

    /// <summary>Code of the measure that a sentence of this form is about; null for none.</summary>
    public string? Measure { get; }

    /// <summary>The barrier that the pattern places on one of its words; null for none.</summary>
    public Phrase? Implied { get; }
}

/// <summary>A rule that holds for a sentence.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Order">Its place in the table.</param>
/// <param name="Span">Where it matches.</param>
internal readonly record struct RuleMatch(Rule Rule, int Order, RuleSpan Span);
