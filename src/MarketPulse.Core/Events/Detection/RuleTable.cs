using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>The rules of a lexicon, in order of precedence, ready to be matched against sentences.</summary>
internal sealed class RuleTable
{
    private const int BitsPerWord = 64;

    private static readonly Role[] AllRoles = Enum.GetValues<Role>();

    private readonly Rule[] _rules;

    // The rules that can start at a word, at a term, at a number and anywhere.
    private readonly Dictionary<int, List<int>> _byWord = [];
    private readonly List<int>[] _byRole = [.. AllRoles.Select(_ => new List<int>())];
    private readonly List<int> _atNumbers = [];
    private readonly List<int> _anywhere = [];

    // The rules that need a word, and those that need none, one bit each.
    private readonly Dictionary<int, List<int>> _byKey = [];
    private readonly ulong[] _withoutKey;

    /// <summary>Compiles the rules of a lexicon that was checked.</summary>
    public RuleTable(LexiconFile file, PhraseTrie phrases)
    {
        _rules = [.. file.Rules.Select(written => new Rule(written, RulePattern.Parse(written.Pattern, file.Words, phrases.Learn)))];
        _withoutKey = new ulong[(_rules.Length + BitsPerWord - 1) / BitsPerWord];
        for (int i = 0; i < _rules.Length; i++)
        {
            Index(i, _rules[i].Pattern.Start);
            IndexKey(i, _rules[i].Pattern.Key);
        }
    }

    private void IndexKey(int rule, IReadOnlyCollection<int>? key)
    {
        if (key is null)
        {
            Set(_withoutKey, rule);
        }

        foreach (int word in key ?? [])
        {
            (_byKey.TryGetValue(word, out List<int>? rules) ? rules : _byKey[word] = []).Add(rule);
        }
    }

    private void Index(int rule, PatternStart? start)
    {
        if (start is not { } known)
        {
            _anywhere.Add(rule);
            return;
        }

        foreach (int word in known.Words)
        {
            (_byWord.TryGetValue(word, out List<int>? rules) ? rules : _byWord[word] = []).Add(rule);
        }

        foreach (Role role in AllRoles)
        {
            if ((known.Roles & Phrase.Mask(role)) != 0)
            {
                _byRole[(int)role].Add(rule);
            }
        }

        if (known.IsNumber)
        {
            _atNumbers.Add(rule);
        }
    }

    /// <summary>
    /// Finds the rules that hold for a sentence, in order of precedence. Each rule holds once, at its first place.
    /// </summary>
    /// <param name="sentence">The sentence with its terms.</param>
    /// <param name="found">Receives the rules.</param>
    public void Match(SentenceReading sentence, List<RuleMatch> found)
    {
        found.Clear();
        ReadOnlySpan<Token> tokens = sentence.Tokens;
        Span<ulong> possible = stackalloc ulong[_withoutKey.Length];
        FindPossible(tokens, possible);
        for (int token = 0; token < tokens.Length; token++)
        {
            Match(sentence, token, _anywhere, possible, found);
            if (tokens[token].IsNumber)
            {
                Match(sentence, token, _atNumbers, possible, found);
            }

            if (tokens[token].Word is var word and not PhraseTrie.Unknown && _byWord.TryGetValue(word, out List<int>? rules))
            {
                Match(sentence, token, rules, possible, found);
            }

            if (sentence.MatchAt(token) is { } match)
            {
                foreach (PhraseRole role in match.Phrase.Roles)
                {
                    Match(sentence, token, _byRole[(int)role.Role], possible, found);
                }
            }
        }

        found.Sort(static (one, other) => one.Order.CompareTo(other.Order));
    }

    // Most rules need a word that a sentence lacks, and are not tried at all.
    private void FindPossible(ReadOnlySpan<Token> tokens, Span<ulong> possible)
    {
        _withoutKey.CopyTo(possible);
        foreach (Token token in tokens)
        {
            if (token.Word != PhraseTrie.Unknown && _byKey.TryGetValue(token.Word, out List<int>? rules))
            {
                foreach (int rule in rules)
                {
                    Set(possible, rule);
                }
            }
        }
    }

    private static void Set(Span<ulong> bits, int i) => bits[i / BitsPerWord] |= 1UL << (i % BitsPerWord);

    private static bool IsSet(ReadOnlySpan<ulong> bits, int i) => (bits[i / BitsPerWord] & (1UL << (i % BitsPerWord))) != 0;

    private void Match(SentenceReading sentence, int token, List<int> rules, ReadOnlySpan<ulong> possible, List<RuleMatch> found)
    {
        foreach (int i in rules)
        {
            if (IsSet(possible, i) && _rules[i].Pattern.MatchAt(sentence, token) is { } span && !Holds(i, found))
            {
                found.Add(new RuleMatch(_rules[i], i, span));
            }
        }
    }

    private static bool Holds(int rule, List<RuleMatch> found)
    {
        foreach (RuleMatch match in found)
        {
            if (match.Order == rule)
            {
                return true;
            }
        }

        return false;
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
                Role = Codes<Role>.Of(Role.Barrier),
                Terms = [written.Name],
                Code = written.Measure,
                Weight = written.Weight,
                Strength = 1,
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
