namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// The phrases of an article that count towards its relevance, and what they stand for. Each term group counts once, at its most prominent
/// place.
/// </summary>
internal sealed class PhraseCounts(RelevanceWeights weights)
{
    private const int MaxPhrases = 60;
    private const int MaxPairs = 3;
    private const string AllCountries = "global";

    private static readonly ulong Objects = Phrase.Mask(Role.Barrier, Role.Cooperation, Role.Context, Role.Company);

    private readonly List<(DecidingPhrase Phrase, int Length)> _phrases = [];
    private readonly HashSet<object> _counted = new(ReferenceEqualityComparer.Instance);
    private readonly SortedSet<string> _measures = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _topics = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _countries = [];
    private bool _countryCounted;
    private bool _pairCounted;

    /// <summary>The relevance score so far, log-odds.</summary>
    public double Score { get; private set; }

    /// <summary>Whether the article names a group of countries.</summary>
    public bool IsBroad { get; private set; }

    /// <summary>Starts a new article.</summary>
    public void Clear()
    {
        _phrases.Clear();
        _counted.Clear();
        _measures.Clear();
        _topics.Clear();
        _names.Clear();
        _countries.Clear();
        (_countryCounted, _pairCounted, IsBroad) = (false, false, false);
        Score = weights.Base;
    }

    /// <summary>Adds a sentence of the title.</summary>
    public void AddTitle(SentenceReading sentence) => Add(sentence, new Place(InTitle: true, Factor: 1));

    /// <summary>Adds a sentence of the body.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="factor">Factor on the weights of its phrases.</param>
    public void AddBody(SentenceReading sentence, double factor) => Add(sentence, new Place(InTitle: false, factor));

    /// <summary>Codes of the measures, in ordinal order.</summary>
    public IReadOnlyList<string> Measures() => [.. _measures];

    /// <summary>Codes of the topics, in ordinal order.</summary>
    public IReadOnlyList<string> Topics() => [.. _topics];

    /// <summary>Codes of the countries, then of leaders and companies, each in ordinal order.</summary>
    public IReadOnlyList<string> Actors() => [.. _countries.Order(StringComparer.Ordinal), .. _names];

    /// <summary>The country that is named first with each of the next ones, at most three pairs.</summary>
    public IReadOnlyList<string> Pairs() =>
    [
        .. _countries.Skip(1)
            .Where(other => other != AllCountries)
            .Take(MaxPairs)
            .Where(_ => _countries[0] != AllCountries)
            .Select(other => $"{_countries[0]}-{other}"),
    ];

    /// <summary>The phrases that decided, starting with the base; their weights add up to the score.</summary>
    public IReadOnlyList<DecidingPhrase> Phrases(Article article) =>
    [
        new DecidingPhrase("", "base", "base", InTitle: true, 0, weights.Base),
        .. _phrases.Select(counted => counted.Phrase with
        {
            Text = (counted.Phrase.InTitle ? article.Title : article.Body).Substring(counted.Phrase.Offset, counted.Length),
        }),
    ];

    private void Add(SentenceReading sentence, Place place)
    {
        foreach (RuleMatch match in sentence.Rules)
        {
            // An implied measure with a place of its own counts like any other term.
            if (match.Span.Place < 0 && _counted.Add(match.Rule))
            {
                if (match.Rule.Measure is { } measure)
                {
                    _measures.Add(measure);
                }

                var counted = new Counted("rule", IsNew: true, match.Rule.Weight * place.Factor);
                Add(match.Rule.Name, counted, sentence, match.Span, place.InTitle);
            }
        }

        bool hasObject = false;
        foreach (TermMatch match in sentence.Matches)
        {
            hasObject |= match.IsActedOn || match.Phrase.IsAny(Objects);
        }

        foreach (TermMatch match in sentence.Matches)
        {
            foreach (PhraseRole role in match.Phrase.Roles)
            {
                if (Count(role, match.IsActedOn, hasObject, place.Factor) is { } counted && (counted.IsNew || counted.Weight != 0))
                {
                    string code = role.Code ?? role.Group.Country ?? role.Group.Role;
                    Add(code, counted, sentence, new RuleSpan(match.Token, match.End, -1), place.InTitle);
                }
            }
        }
    }

    /// <summary>Registers what a term stands for.</summary>
    /// <returns>What it counts as; null if its role does not count.</returns>
    private Counted? Count(PhraseRole role, bool isActedOn, bool hasObject, double factor)
    {
        bool isNew = _counted.Add(role.Group);
        double weight = isNew ? role.Group.Weight * factor : 0;
        switch (role.Role)
        {
            case Role.Barrier or Role.Cooperation:
                return new Counted("measure", isNew | (role.Code is not null && hasObject && _measures.Add(role.Code)), weight);
            case Role.Flow when isActedOn:
                return new Counted("measure", isNew | _measures.Add(role.Code!), weight);
            case Role.Context:
                return new Counted("context", isNew | (role.Code is not null && _measures.Add(role.Code)), weight);
            case Role.Noise:
                return new Counted("not_event", isNew, weight);
            case Role.Company:
                return new Counted("actor", isNew | _names.Add(role.Code!), weight);
            case Role.Topic:
                return new Counted("topic", hasObject && _topics.Add(role.Code!), 0);
            case Role.Country:
                return CountCountry(role.Code!, isNewName: false, factor);
            case Role.Leader:
                return CountCountry(role.Group.Country!, _names.Add(role.Code!), factor);
            case Role.Ministry:
                return CountCountry(role.Group.Country!, isNewName: false, factor);
            case Role.Group:
                return CountGroup();
            case Role.PolarityShifter or Role.Pseudo:
                return new Counted("negation", isNew && hasObject, 0);
            case Role.Escalate or Role.Ease:
                return new Counted("verb", isNew && hasObject, 0);
            default:
                return null;
        }
    }

    private Counted CountCountry(string country, bool isNewName, double factor)
    {
        if (_countries.Contains(country))
        {
            return new Counted("actor", isNewName, 0);
        }

        _countries.Add(country);
        double weight = !_countryCounted ? weights.Country * factor : !_pairCounted ? weights.Pair * factor : 0;
        _pairCounted |= _countryCounted;
        _countryCounted = true;
        return new Counted("actor", IsNew: true, weight);
    }

    private Counted CountGroup()
    {
        IsBroad = true;
        bool isNew = !_countries.Contains(AllCountries);
        if (isNew)
        {
            _countries.Add(AllCountries);
        }

        return new Counted("actor", isNew, 0);
    }

    private void Add(string code, Counted counted, SentenceReading sentence, RuleSpan span, bool inTitle)
    {
        if (_phrases.Count >= MaxPhrases && counted.Weight == 0)
        {
            return;
        }

        Token first = sentence.Tokens[span.Token];
        Token last = sentence.Tokens[span.End - 1];
        var phrase = new DecidingPhrase("", counted.Kind, code, inTitle, first.Start, counted.Weight);
        _phrases.Add((phrase, last.Start + last.Length - first.Start));
        Score += counted.Weight;
    }

    private readonly record struct Place(bool InTitle, double Factor);

    private readonly record struct Counted(string Kind, bool IsNew, double Weight);
}
