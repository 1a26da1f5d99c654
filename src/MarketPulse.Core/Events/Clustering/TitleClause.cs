namespace MarketPulse.Core.Events.Clustering;

/// <summary>Finds who speaks and who acts in a headline.</summary>
internal sealed class TitleClause
{
    // Labels, speakers and sources are short; longer parts belong to the sentence.
    private const int LongestLabel = 5;
    private const int LongestSource = 5;
    private const int ShortestStatement = 3;
    private const int WordsAfterVerb = 4;

    private readonly TitleToken[] _tokens;
    private readonly NameInTitle[] _names;
    private readonly ClusteringRules _rules;
    private readonly int _colon;
    private readonly int _start;

    public TitleClause(TitleToken[] tokens, NameInTitle[] names, ClusteringRules rules)
    {
        _tokens = tokens;
        _names = names;
        _rules = rules;
        _colon = Math.Max(0, Array.FindIndex(tokens, 0, Math.Min(tokens.Length, LongestLabel + 1), token => token.Break == ':'));
        _start = _colon;
        while (_start < tokens.Length && rules.IsLabel(tokens[_start].Word))
        {
            _start++;
        }
    }

    /// <summary>
    /// The words that name the speaker: those after the last colon, those before a first one, or those before a verb of saying. Null if
    /// the headline reports no statement.
    /// </summary>
    public (int From, int To)? Speech() => SourceAtTheEnd() ?? SpeakerAtTheStart() ?? AroundVerbOfSaying();

    /// <summary>Names of the speakers among some words: leaders by code, others as spelled.</summary>
    public IReadOnlyList<string> Speakers(int from, int to)
    {
        string[] leaders =
        [
            .. Within(from, to).Where(name => name.Name.Code is not null && IsPerson(name, to)).Select(name => name.Name.Code!)
                .Distinct(StringComparer.Ordinal),
        ];
        return leaders.Length > 0 ? leaders : [.. Unknown(from, to).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The country that speaks; null if the words name none.</summary>
    public string? SpeakingCountry(int from, int to)
    {
        NameInTitle[] within = [.. Within(from, to)];
        NameInTitle? person = within.Where(name => name.Name.Code is not null && IsPerson(name, to)).Cast<NameInTitle?>().LastOrDefault();
        return person?.Name.Country ?? within.Select(name => name.Name.Country).FirstOrDefault();
    }

    /// <summary>The first name that acts rather than qualifies what follows; null if there is none.</summary>
    public string? Subject()
    {
        foreach (NameInTitle name in _names)
        {
            if (name.Start >= _start && !(_tokens[name.End - 1].IsPossessive && IsThing(name.End)))
            {
                return name.Name.Country ?? TitleNames.Mark + name.Name.Code;
            }
        }

        return null;
    }

    private (int From, int To)? SourceAtTheEnd()
    {
        int last = Array.FindLastIndex(_tokens, token => token.Break is ':' or '-');
        return last >= ShortestStatement && _tokens[last].Break == ':' && _tokens.Length - last <= LongestSource
            && !char.IsDigit(_tokens[last].Word[0])
            && !_tokens.Skip(last).Any(token => _rules.IsMedia(token.Word))
            ? (last, _tokens.Length)
            : null;
    }

    private (int From, int To)? SpeakerAtTheStart()
    {
        for (int i = 0; i < _colon; i++)
        {
            if (!IsNamed(i) && !_rules.IsOffice(_tokens[i].Word))
            {
                return null;
            }
        }

        return Within(0, _colon, partly: true).Any() ? (0, _colon) : null;
    }

    private (int From, int To)? AroundVerbOfSaying()
    {
        int verb = Array.FindIndex(_tokens, Math.Min(_start, _tokens.Length), token => _rules.IsSaying(token.Word));
        while (verb >= 0 && IsNamed(verb))
        {
            verb = Array.FindIndex(_tokens, verb + 1, token => _rules.IsSaying(token.Word));
        }

        if (verb < 0)
        {
            return null;
        }

        int from = verb;
        while (from > _start && _tokens[from].Break == '\0')
        {
            from--;
        }

        return from < verb ? (from, verb)
            : verb + 1 < _tokens.Length ? (verb + 1, Math.Min(_tokens.Length, verb + 1 + WordsAfterVerb))
            : null;
    }

    private IEnumerable<NameInTitle> Within(int from, int to, bool partly = false) =>
        _names.Where(name => name.Name.Country is not null && name.Start >= from && (partly ? name.Start < to : name.End <= to));

    // A leader's adviser is not the leader.
    private bool IsPerson(NameInTitle name, int to) =>
        name.End >= to || IsNamed(name.End) || !(_rules.IsOffice(_tokens[name.End].Word) || _tokens[name.End].IsPossessive);

    private IEnumerable<string> Unknown(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            string word = _tokens[i].Word;
            if (_tokens[i].IsCapital && !IsNamed(i) && !_rules.IsOffice(word) && !_rules.IsEmpty(word) && !_rules.IsLabel(word)
                && !_rules.IsConcept(word) && !_rules.IsSaying(word))
            {
                yield return word;
            }
        }
    }

    private bool IsThing(int token) => token < _tokens.Length && !IsNamed(token) && !_rules.IsOffice(_tokens[token].Word);

    private bool IsNamed(int token) => Array.Exists(_names, name => name.Start <= token && token < name.End);
}
