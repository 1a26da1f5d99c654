using System.Runtime.InteropServices;

namespace MarketPulse.Core.Events.Detection;

/// <summary>The scanner's current sentence with the terms found in it, divided into clauses.</summary>
internal sealed class SentenceReading(SentenceScanner scanner, PhraseTrie phrases, RuleTable rules)
{
    private const int FlowReach = 7;
    private const int MaxLabelWords = 4;

    private static readonly ulong ListEnds = Phrase.Mask(Role.Function, Role.Preposition, Role.Barrier, Role.Cooperation);
    private static readonly ulong Acts = Phrase.Mask(Role.PolarityShifter, Role.Escalate, Role.Ease, Role.Raise);

    private readonly TermMatch[] _matches = new TermMatch[SentenceScanner.MaxTokens];
    private readonly ClauseKind[] _clauses = new ClauseKind[SentenceScanner.MaxTokens + 1];
    private readonly int[] _clauseOf = new int[SentenceScanner.MaxTokens];
    private readonly int[] _matchOf = new int[SentenceScanner.MaxTokens];
    private readonly List<RuleMatch> _rules = [];
    private int _count;
    private int _clause;

    /// <summary>The terms found, from left to right.</summary>
    public ReadOnlySpan<TermMatch> Matches => _matches.AsSpan(0, _count);

    /// <summary>The rules that hold, in order of precedence.</summary>
    public ReadOnlySpan<RuleMatch> Rules => CollectionsMarshal.AsSpan(_rules);

    /// <summary>The words.</summary>
    public ReadOnlySpan<Token> Tokens => scanner.Tokens;

    /// <summary>The text that contains the sentence.</summary>
    public string Text => scanner.Text;

    /// <summary>Whether the sentence ends with a question mark.</summary>
    public bool IsQuestion => scanner.IsQuestion;

    /// <summary>Index of the clause that states what happens: the first one after a label.</summary>
    public int MainClause { get; private set; }

    /// <summary>Index of the first word of the main clause.</summary>
    public int MainStart { get; private set; }

    /// <summary>Direction in which the sentence says that a rate moves.</summary>
    public RateChange Rate { get; private set; }

    /// <summary>The kind of a clause.</summary>
    public ClauseKind KindOf(int clause) => _clauses[clause];

    /// <summary>The spelling of a word.</summary>
    public ReadOnlySpan<char> Spelling(int token) => Tokens[token].SpellingIn(Text);

    /// <summary>Index of the clause that a word belongs to.</summary>
    public int ClauseOf(int token) => _clauseOf[token];

    /// <summary>The term that starts at a word; null if there is none.</summary>
    public TermMatch? MatchAt(int token) => _matchOf[token] >= 0 ? _matches[_matchOf[token]] : null;

    /// <summary>Finds the terms, clauses and rules of the scanner's current sentence.</summary>
    /// <param name="withRules">Whether to match the rules; without, only terms and clauses are found.</param>
    public void Read(bool withRules)
    {
        ReadTerms();
        _rules.Clear();
        if (withRules)
        {
            rules.Match(this, _rules);
            foreach (RuleMatch match in _rules)
            {
                if (match is { Rule.Implied: { } implied, Span.Place: >= 0 })
                {
                    Imply(implied, match.Span.Place);
                }
            }
        }
    }

    // Adds a term that the words imply, unless the word already belongs to another term.
    private void Imply(Phrase implied, int token)
    {
        int at = 0;
        while (at < _count && _matches[at].End <= token)
        {
            at++;
        }

        var match = new TermMatch(implied, token, 1, _clauseOf[token], IsActedOn: false);
        if (at < _count && _matches[at].Token <= token)
        {
            _matches[at] = _matches[at].Length == 1 ? match : _matches[at];
            return;
        }

        Array.Copy(_matches, at, _matches, at + 1, _count - at);
        _matches[at] = match;
        _count++;
    }

    private void ReadTerms()
    {
        ReadOnlySpan<Token> tokens = Tokens;
        (_count, _clause, MainClause, MainStart) = (0, 0, 0, 0);
        _clauses[0] = ClauseKind.Main;
        Rate = RateReading.ChangeIn(tokens, Text);
        for (int i = 0; i < tokens.Length;)
        {
            Phrase? phrase = phrases.Match(tokens[i..], out int length);
            if (i > 0 && tokens[i].IsSetOff && !(phrase is not null && IsListed(phrase, i, length)))
            {
                OpenClause(i);
            }

            if (phrase is null)
            {
                (_clauseOf[i], _matchOf[i]) = (_clause, -1);
                i++;
                continue;
            }

            if (i > MainStart && ClauseOpenedBy(phrase, tokens[i]) is { } kind)
            {
                _clauses[++_clause] = kind;
            }

            _matches[_count] = new TermMatch(phrase, i, length, _clause, phrase.Is(Role.Flow) && IsActedOn(i));
            Array.Fill(_clauseOf, _clause, i, length);
            Array.Fill(_matchOf, -1, i, length);
            _matchOf[i] = _count;
            _count++;
            i += length;
        }
    }

    // A clause opened by punctuation. A few words before a colon or dash ("Explainer:", "Merkel:") are a label.
    private void OpenClause(int token)
    {
        bool isLabel = _clause == 0 && token <= MaxLabelWords && Tokens.Length - token > token
            && (Tokens[token].Before & (Marks.Colon | Marks.Dash)) != Marks.None;
        _clauses[++_clause] = ClauseKind.Main;
        if (isLabel)
        {
            _clauses[0] = ClauseKind.Label;
            (MainClause, MainStart) = (_clause, token);
        }
    }

    // A clause opened by a conjunction. "China putting the war on hold" has a verb there; ", putting growth at risk" opens a clause.
    private ClauseKind? ClauseOpenedBy(Phrase phrase, Token first)
    {
        bool isPredicate = phrase.Is(Role.Raise) && !first.IsSetOff && _count > 0 && _matches[_count - 1].Phrase.IsActor;
        if (phrase.Is(Role.Background) && !isPredicate)
        {
            return phrase.As(Role.Background).Code switch
            {
                "concurrent" => ClauseKind.Concurrent,
                "contrast" => ClauseKind.Contrast,
                _ => ClauseKind.Background,
            };
        }

        return phrase.Is(Role.Boundary) ? ClauseKind.Main : null;
    }

    // A comma between actors or goods makes a list and opens no clause: "US, China agree", "hits Japan, Korea with tariffs",
    // "steel, aluminum tariffs". In "hits Japan, Korea protests" it opens one.
    private bool IsListed(Phrase phrase, int token, int length)
    {
        if (Tokens[token].Before != Marks.Comma)
        {
            return false;
        }

        if (phrase.IsActor && IsListOfActors(token))
        {
            return true;
        }

        if (_count == 0)
        {
            return false;
        }

        TermMatch before = _matches[_count - 1];
        return before.Clause == _clause && before.End == token && AreOfOneKind(phrase, before.Phrase) && IsListEnd(token + length);
    }

    private bool IsListEnd(int token)
    {
        if (token == Tokens.Length || Tokens[token].IsSetOff || Spelling(token).Equals("and", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return phrases.Match(Tokens[token..], out _) is { } next
            && next.IsAny(ListEnds) && !next.IsAny(Acts) && next.As(Role.Preposition).Code != "to";
    }

    private static bool AreOfOneKind(Phrase one, Phrase other) =>
        (one.IsActor && other.IsActor)
        || (one.Is(Role.Topic) && other.Is(Role.Topic))
        || (one.Is(Role.Corporate) && other.Is(Role.Corporate));

    // Whether the clause so far consists of actors only: "US, China, EU agree".
    private bool IsListOfActors(int token)
    {
        int next = token;
        for (int i = _count - 1; i >= 0 && _matches[i].Clause == _clause; i--)
        {
            if (_matches[i].End != next || !_matches[i].Phrase.IsActor)
            {
                return false;
            }

            next = _matches[i].Token;
        }

        return next == MainStart;
    }

    // Acting on a flow of trade is a measure ("suspends soybean import licences", "to resume exports"); its growth is a statistic.
    private bool IsActedOn(int token)
    {
        for (int i = _count - 1; i >= 0 && _matches[i].Clause == _clause && _matches[i].Token >= token - FlowReach; i--)
        {
            Phrase verb = _matches[i].Phrase;
            if (verb.IsAny(Acts) && (!verb.Is(Role.Raise) || verb.As(Role.Raise).Code == "flow" || verb.Is(Role.PolarityShifter)))
            {
                return true;
            }
        }

        return false;
    }
}
