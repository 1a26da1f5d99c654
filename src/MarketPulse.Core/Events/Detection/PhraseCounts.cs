namespace MarketPulse.Core.Events.Detection;

/// <summary>The phrases that count towards the relevance of an article, and what they stand for. Each term group counts once, at its most prominent place.</summary>
internal sealed class PhraseCounts(RelevanceFile weights)
{
    private const int MaxPhrases = 60;

    private readonly List<(DecidingPhrase Phrase, bool IsText, int Start, int Length)> _phrases = [];
    private readonly HashSet<object> _counted = new(ReferenceEqualityComparer.Instance);
    private readonly SortedSet<string> _measures = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _topics = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _countries = [];
    private bool _countryCounted;
    private bool _pairCounted;
    private bool _isGlobal;

    /// <summary>The relevance score so far, log-odds.</summary>
    public double Score { get; private set; }

    /// <summary>Factor on the intensity for measures aimed at many.</summary>
    public double Breadth => _isGlobal ? 1.15 : 1;

    public void Clear()
    {
        _phrases.Clear();
        _counted.Clear();
        _measures.Clear();
        _topics.Clear();
        _names.Clear();
        _countries.Clear();
        (_countryCounted, _pairCounted, _isGlobal) = (false, false, false);
        Score = weights.Base;
    }

    public void Add(SentenceReading sentence, ReadOnlySpan<Token> tokens, string text, bool inTitle, double factor)
    {
        bool hasObject = false;
        foreach (TermMatch item in sentence.Matches)
        {
            hasObject |= item.Phrase.Is(Role.Barrier) || item.Phrase.Is(Role.Cooperation) || item.Phrase.Is(Role.Context) || item.Phrase.Is(Role.Company) || item.IsActedOn;
        }

        foreach (TermMatch item in sentence.Matches)
        {
            foreach (PhraseRole role in item.Phrase.Roles)
            {
                Count(role, item, tokens, inTitle, factor, hasObject);
            }
        }
    }

    public IReadOnlyList<string> Measures() => [.. _measures];

    public IReadOnlyList<string> Topics() => [.. _topics];

    public IReadOnlyList<string> Actors() => [.. _countries.Order(StringComparer.Ordinal), .. _names];

    /// <summary>The country named first with each of the next, at most three pairs.</summary>
    public IReadOnlyList<string> Pairs() => [.. _countries.Skip(1).Where(other => other != "global").Take(3).Where(_ => _countries[0] != "global").Select(other => $"{_countries[0]}-{other}")];

    public IReadOnlyList<DecidingPhrase> Phrases(Article article) =>
    [
        new DecidingPhrase("", "base", "base", InTitle: true, 0, weights.Base),
        .. _phrases.Select(found => found.Phrase with
        {
            Text = (found.Phrase.InTitle ? article.Title : article.Body).Substring(found.Start, found.Length),
        }),
    ];

    private void Count(PhraseRole role, TermMatch item, ReadOnlySpan<Token> tokens, bool inTitle, double factor, bool hasObject)
    {
        double weight = 0;
        bool isNew = _counted.Add(role.Group);
        string kind;
        switch (role.Role)
        {
            case Role.Barrier or Role.Cooperation:
                weight = isNew ? role.Group.Weight * factor : 0;
                kind = "measure";
                isNew |= role.Code is not null && hasObject && _measures.Add(role.Code);
                break;
            case Role.Flow when item.IsActedOn:
                weight = isNew ? role.Group.Weight * factor : 0;
                kind = "measure";
                isNew |= _measures.Add(role.Code!);
                break;
            case Role.Context or Role.Noise:
                weight = isNew ? role.Group.Weight * factor : 0;
                kind = role.Role == Role.Context ? "context" : "not_event";
                isNew |= role.Role == Role.Context && role.Code is not null && _measures.Add(role.Code);
                break;
            case Role.Company:
                weight = isNew ? role.Group.Weight * factor : 0;
                kind = "actor";
                isNew |= _names.Add(role.Code!);
                break;
            case Role.Topic:
                isNew = hasObject && _topics.Add(role.Code!);
                kind = "topic";
                break;
            case Role.Country or Role.Leader or Role.Ministry:
                kind = "actor";
                string country = role.Role == Role.Country ? role.Code! : role.Group.Country!;
                isNew = role.Role == Role.Leader && _names.Add(role.Code!);
                if (!_countries.Contains(country))
                {
                    _countries.Add(country);
                    isNew = true;
                    weight = !_countryCounted ? weights.Country * factor : !_pairCounted ? weights.Pair * factor : 0;
                    _pairCounted |= _countryCounted;
                    _countryCounted = true;
                }

                break;
            case Role.Group:
                kind = "actor";
                _isGlobal = true;
                isNew = !_countries.Contains("global");
                if (isNew)
                {
                    _countries.Add("global");
                }

                break;
            case Role.PolarityShifter or Role.Escalate or Role.Ease or Role.Pseudo:
                kind = role.Role == Role.PolarityShifter || role.Role == Role.Pseudo ? "negation" : "verb";
                isNew &= hasObject;
                break;
            default:
                return;
        }

        if ((isNew || weight != 0) && (_phrases.Count < MaxPhrases || weight != 0))
        {
            Token first = tokens[item.Token];
            Token last = tokens[item.Token + item.Length - 1];
            string code = role.Code ?? role.Group.Country ?? role.Group.Role;
            _phrases.Add((new DecidingPhrase("", kind, code, inTitle, first.Start, weight), true, first.Start, last.Start + last.Length - first.Start));
            Score += weight;
        }
    }
}
