using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// The pattern of a rule: a sequence of elements separated by spaces that must follow one another in a sentence.
/// <list type="bullet">
/// <item><c>word</c> or <c>one|other</c>: one of these words; <c>@class</c> stands for all words of a class</item>
/// <item><c>{role}</c> or <c>{role:code}</c>: a term of the lexicon; <c>{actor}</c> stands for anyone who acts for a state</item>
/// <item><c>%</c>, <c>$</c>, <c>#</c>: a percentage, an amount of money, any number</item>
/// <item><c>*</c>: up to five words of the same clause; <c>**</c>: up to eight words, across punctuation</item>
/// <item><c>^</c>: the start of the main clause; <c>.</c>: the end of the sentence</item>
/// <item><c>?</c> before an element makes it optional, <c>!</c> forbids it at this place, <c>=</c> places the implied measure on it</item>
/// </list>
/// Alternatives of any kind are joined by <c>|</c>.
/// </summary>
internal sealed class RulePattern
{
    private const int MaxElements = 14;
    private const int Gap = 5;
    private const int LongGap = 8;
    private const int LongWord = 4;

    private readonly Element[] _elements;

    private RulePattern(Element[] elements) => _elements = elements;

    /// <summary>Whether the pattern has an element that places the implied measure.</summary>
    public bool HasPlace => Array.Exists(_elements, element => element.IsPlace);

    /// <summary>The codes of terms that it asks for, with their roles.</summary>
    public IEnumerable<(Role Role, string Code)> NamedCodes =>
        from element in _elements
        from role in element.Roles
        where role.Code is not null
        select (role.Role, role.Code);

    /// <summary>Where a match can start; null if it can start anywhere.</summary>
    public PatternStart? Start =>
        _elements[0] is { Kind: ElementKind.Term, IsOptional: false, IsForbidden: false, IsEnd: false } first
            ? new PatternStart(first.Words, first.Roles.Aggregate(0UL, (mask, role) => mask | role.Mask), first.Figures != Figures.None)
            : null;

    /// <summary>
    /// Words one of which every match contains; null if there is no such element. Of several elements, the one without short words, which
    /// are frequent, and with the fewest words.
    /// </summary>
    public IReadOnlyCollection<int>? Key => _elements
        .Where(element => element is { Kind: ElementKind.Term, IsOptional: false, IsForbidden: false, IsEnd: false, Figures: Figures.None }
            && element.Roles.Count == 0)
        .OrderByDescending(element => Math.Min(element.ShortestWord, LongWord))
        .ThenBy(element => element.Words.Count)
        .FirstOrDefault()?.Words;

    /// <summary>Parses a pattern.</summary>
    /// <param name="pattern">The pattern as written.</param>
    /// <param name="classes">The words of each class.</param>
    /// <param name="learn">Gives the id of a word.</param>
    /// <exception cref="FormatException">The pattern is not valid; the message says why.</exception>
    public static RulePattern Parse(string pattern, IReadOnlyDictionary<string, WordClass> classes, LearnWord learn)
    {
        Element[] elements =
        [
            .. pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(written => ParseElement(written, classes, learn)),
        ];
        if (elements.Length is 0 or > MaxElements)
        {
            throw new FormatException($"has {elements.Length} elements; use 1 to {MaxElements}");
        }

        if (elements[0].Kind is ElementKind.Gap || elements[^1].Kind is ElementKind.Gap)
        {
            throw new FormatException("starts or ends with a gap");
        }

        if (elements.Count(element => element.IsPlace) > 1)
        {
            throw new FormatException("has more than one '='");
        }

        return new RulePattern(elements);
    }

    /// <summary>Matches the pattern at a word.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="token">Index of the word.</param>
    /// <returns>Where it matches; null if it does not.</returns>
    public RuleSpan? MatchAt(SentenceReading sentence, int token) =>
        Match(sentence, token, 0, -1) is { } match ? new RuleSpan(token, match.End, match.Place) : null;

    private (int End, int Place)? Match(SentenceReading sentence, int token, int element, int place)
    {
        if (element == _elements.Length)
        {
            return (token, place);
        }

        Element next = _elements[element];
        if (next.Kind == ElementKind.Gap)
        {
            return MatchGap(sentence, token, element, place);
        }

        int length = next.Kind switch
        {
            ElementKind.Start => token == sentence.MainStart ? 0 : -1,
            _ => next.LengthAt(sentence, token),
        };
        if (next.IsForbidden)
        {
            return length < 0 ? Match(sentence, token, element + 1, place) : null;
        }

        return (length >= 0 ? Match(sentence, token + length, element + 1, next.IsPlace ? token : place) : null)
            ?? (next.IsOptional ? Match(sentence, token, element + 1, place) : null);
    }

    private (int End, int Place)? MatchGap(SentenceReading sentence, int token, int element, int place)
    {
        bool isLong = _elements[element].IsLong;
        int last = Math.Min(token + (isLong ? LongGap : Gap), sentence.Tokens.Length);
        for (int next = token; next <= last; next++)
        {
            if (next > token && !isLong && next - 1 > 0 && sentence.Tokens[next - 1].IsSetOff)
            {
                return null;
            }

            if (Match(sentence, next, element + 1, place) is { } match)
            {
                return match;
            }
        }

        return null;
    }

    private static Element ParseElement(string written, IReadOnlyDictionary<string, WordClass> classes, LearnWord learn)
    {
        var element = new Element();
        string rest = written;
        for (; rest.Length > 1 && rest[0] is '?' or '!' or '='; rest = rest[1..])
        {
            element = rest[0] switch
            {
                '?' => element with { IsOptional = true },
                '!' => element with { IsForbidden = true },
                _ => element with { IsPlace = true },
            };
        }

        switch (rest)
        {
            case "*":
                return element with { Kind = ElementKind.Gap };
            case "**":
                return element with { Kind = ElementKind.Gap, IsLong = true };
            case "^":
                return element with { Kind = ElementKind.Start };
        }

        foreach (string alternative in rest.Split('|'))
        {
            element = ParseAlternative(element, alternative, written, classes, learn);
        }

        return element;
    }

    private static Element ParseAlternative(
        Element element, string alternative, string written, IReadOnlyDictionary<string, WordClass> classes, LearnWord learn)
    {
        switch (alternative)
        {
            case ".":
                return element with { IsEnd = true };
            case "%":
                return element with { Figures = element.Figures | Figures.Percent };
            case "$":
                return element with { Figures = element.Figures | Figures.Amount };
            case "#":
                return element with { Figures = element.Figures | Figures.Number };
            case ['{', .. string role, '}']:
                element.Roles.Add(ParseRole(role, written));
                return element;
            case ['@', .. string name]:
                if (!classes.TryGetValue(name, out WordClass? words))
                {
                    throw new FormatException($"names the word class '{name}', which is not in words");
                }

                foreach (string word in words.Words.SelectMany(word => WordForms.Inflect(word, words.Inflect)))
                {
                    element.Add(word, learn);
                }

                return element;
            default:
                if (alternative.Length == 0 || !alternative.All(char.IsLetterOrDigit))
                {
                    throw new FormatException($"contains '{written}', which is not a word, {{role}}, @class, %, $, #, *, ** or ^");
                }

                element.Add(alternative, learn);
                return element;
        }
    }

    private static (ulong Mask, Role Role, string? Code) ParseRole(string written, string element)
    {
        string[] parts = written.Split(':');
        if (parts[0] == "actor")
        {
            return (Phrase.Mask(Role.Country, Role.Group, Role.Leader, Role.Ministry, Role.Official), Role.Country, null);
        }

        return Codes<Role>.TryParse(parts[0], out Role role)
            ? (Phrase.Mask(role), role, parts.Length > 1 ? parts[1] : null)
            : throw new FormatException($"contains '{element}'; roles are actor, {string.Join(", ", Codes<Role>.All)}");
    }

    private enum ElementKind
    {
        Term,
        Gap,
        Start,
    }

    [Flags]
    private enum Figures
    {
        None = 0,
        Percent = 1,
        Amount = 2,
        Number = 4,
    }

    private sealed record Element
    {
        public ElementKind Kind { get; init; }

        public bool IsOptional { get; init; }

        public bool IsForbidden { get; init; }

        public bool IsPlace { get; init; }

        public bool IsLong { get; init; }

        public bool IsEnd { get; init; }

        public Figures Figures { get; init; }

        public HashSet<int> Words { get; } = [];

        public List<(ulong Mask, Role Role, string? Code)> Roles { get; } = [];

        /// <summary>Number of letters of the shortest word.</summary>
        public int ShortestWord { get; private set; } = int.MaxValue;

        public void Add(string word, LearnWord learn)
        {
            Words.Add(learn(word));
            ShortestWord = Math.Min(ShortestWord, word.Length);
        }

        /// <summary>Number of words that the element spans at a place; -1 if it does not match there.</summary>
        public int LengthAt(SentenceReading sentence, int token)
        {
            if (token >= sentence.Tokens.Length)
            {
                return IsEnd ? 0 : -1;
            }

            Token word = sentence.Tokens[token];
            if (Figures != Figures.None && word.IsNumber && FigureLength(sentence, token) is > 0 and var figure)
            {
                return figure;
            }

            if (Roles.Count > 0 && sentence.MatchAt(token) is { } match)
            {
                foreach ((ulong mask, Role role, string? code) in Roles)
                {
                    if (match.Phrase.IsAny(mask) && (code is null || match.Phrase.As(role).Code == code))
                    {
                        return match.Length;
                    }
                }
            }

            return word.Word != PhraseTrie.Unknown && Words.Contains(word.Word) ? 1 : -1;
        }

        private int FigureLength(SentenceReading sentence, int token)
        {
            int percent = ArticleFigures.PercentLength(sentence.Text, sentence.Tokens, token);
            return (Figures & Figures.Percent) != Figures.None && percent > 0 ? percent
                : (Figures & Figures.Amount) != Figures.None && ArticleFigures.AmountLength(sentence.Text, sentence.Tokens, token) is > 0
                    and var amount ? amount
                : (Figures & Figures.Number) != Figures.None ? Math.Max(1, percent)
                : 0;
        }
    }
}

/// <summary>Gives the id of a word.</summary>
internal delegate int LearnWord(ReadOnlySpan<char> word);

/// <summary>The words with which the matches of a pattern start.</summary>
/// <param name="Words">Ids of the words.</param>
/// <param name="Roles">Roles of the terms, as a mask.</param>
/// <param name="IsNumber">Whether they may start with a number.</param>
internal readonly record struct PatternStart(IReadOnlyCollection<int> Words, ulong Roles, bool IsNumber);

/// <summary>Where a rule matches.</summary>
/// <param name="Token">Index of its first word.</param>
/// <param name="End">Index of the word after it.</param>
/// <param name="Place">Index of the word on which the implied measure is placed; -1 for none.</param>
internal readonly record struct RuleSpan(int Token, int End, int Place);
