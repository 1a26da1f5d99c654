namespace MarketPulse.Core.Events.Detection;

/// <summary>A sentence with the terms found in it and the clauses it falls into.</summary>
internal sealed class SentenceReading(PhraseTrie phrases)
{
    private const int FlowReach = 7;

    private static readonly ulong ListEnds = Phrase.Mask(Role.Function, Role.Preposition, Role.Barrier, Role.Cooperation);
    private static readonly ulong Acts = Phrase.Mask(Role.PolarityShifter, Role.Escalate, Role.Ease, Role.Raise);

    private readonly TermMatch[] _matches = new TermMatch[SentenceScanner.MaxTokens];
    private readonly ClauseKind[] _clauses = new ClauseKind[SentenceScanner.MaxTokens + 1];
    private int _count;

    public ReadOnlySpan<TermMatch> Matches => _matches.AsSpan(0, _count);

    /// <summary>Number of words.</summary>
    public int Words { get; private set; }

    /// <summary>The clause that says what happens: the first after a label.</summary>
    public int MainClause { get; private set; }

    /// <summary>The first word of the main clause, or of the sentence.</summary>
    public int MainStart { get; private set; }

    /// <summary>What the sentence says of a rate.</summary>
    public RateChange Rate { get; private set; }

    /// <summary>The kind of a clause.</summary>
    public ClauseKind KindOf(int clause) => _clauses[clause];

    /// <summary>Finds the terms and clauses of a sentence.</summary>
    public void Read(ReadOnlySpan<Token> tokens, string text)
    {
        _count = 0;
        Words = tokens.Length;
        Rate = RateReading.Of(tokens, text);
        MainClause = 0;
        MainStart = 0;
        int clause = 0;
        _clauses[0] = ClauseKind.Main;
        for (int i = 0; i < tokens.Length;)
        {
            Phrase? phrase = phrases.Match(tokens[i..], out int length);
            Marks before = tokens[i].Before;
            if (i > 0 && (before & Marks.Breaks) != Marks.None && !(phrase is not null && before == Marks.Comma && IsListed(phrase, tokens[i..], text, i, length, clause)))
            {
                // A label of a word or four, "Explainer:", "Merkel:", is no clause that says something.
                bool isLabel = (before & (Marks.Colon | Marks.Dash)) != Marks.None && clause == 0 && i <= 4 && tokens.Length - i > i;
                _clauses[++clause] = ClauseKind.Main;
                if (isLabel)
                {
                    _clauses[0] = ClauseKind.Label;
                    (MainClause, MainStart) = (clause, i);
                }
            }

            if (phrase is null)
            {
                i++;
                continue;
            }

            // "China putting the war on hold" acts; ", putting growth at risk" does not.
            bool isPredicate = phrase.Is(Role.Raise) && (before & Marks.Breaks) == Marks.None && _count > 0 && _matches[_count - 1].Phrase.IsActor;
            if (i > MainStart && phrase.Is(Role.Background) && !isPredicate)
            {
                _clauses[++clause] = phrase.As(Role.Background).Code switch
                {
                    "concurrent" => ClauseKind.Concurrent,
                    "contrast" => ClauseKind.Contrast,
                    _ => ClauseKind.Background,
                };
            }
            else if (i > MainStart && phrase.Is(Role.Boundary))
            {
                _clauses[++clause] = ClauseKind.Main;
            }

            _matches[_count] = new TermMatch(phrase, i, length, clause, phrase.Is(Role.Flow) && IsActedOn(i, clause));
            _count++;
            i += length;
        }
    }

    // A comma between actors or between goods lists them and opens no clause: "US, China agree", "hits Japan, Korea with tariffs", "steel, aluminum tariffs",
    // but not "hits Japan, Korea protests".
    private bool IsListed(Phrase phrase, ReadOnlySpan<Token> tokens, string text, int token, int length, int clause)
    {
        if (phrase.IsActor && AreActors(token, clause))
        {
            return true;
        }

        if (_count == 0)
        {
            return false;
        }

        TermMatch before = _matches[_count - 1];
        if (before.Clause != clause || before.Token + before.Length != token || !IsOfOneKind(phrase, before.Phrase))
        {
            return false;
        }

        if (length == tokens.Length || (tokens[length].Before & Marks.Breaks) != Marks.None)
        {
            return true;
        }

        return tokens[length].Of(text).Equals("and", StringComparison.OrdinalIgnoreCase)
            || (phrases.Match(tokens[length..], out _) is { } next && next.IsAny(ListEnds) && !next.IsAny(Acts) && next.As(Role.Preposition).Code != "to");
    }

    private static bool IsOfOneKind(Phrase one, Phrase other) =>
        (one.IsActor && other.IsActor) || (one.Is(Role.Topic) && other.Is(Role.Topic)) || (one.Is(Role.Corporate) && other.Is(Role.Corporate));

    // "US, China, EU agree": who acts.
    private bool AreActors(int token, int clause)
    {
        int next = token;
        for (int i = _count - 1; i >= 0 && _matches[i].Clause == clause; i--)
        {
            if (_matches[i].Token + _matches[i].Length != next || !_matches[i].Phrase.IsActor)
            {
                return false;
            }

            next = _matches[i].Token;
        }

        return next == MainStart;
    }

    // "Suspends soybean import licences", "to resume exports": what is done to a flow of trade is a measure, how it grows is a statistic.
    private bool IsActedOn(int token, int clause)
    {
        for (int i = _count - 1; i >= 0 && _matches[i].Clause == clause && _matches[i].Token >= token - FlowReach; i--)
        {
            if (_matches[i].Phrase.IsAny(Acts) && (!_matches[i].Phrase.Is(Role.Raise) || _matches[i].Phrase.As(Role.Raise).Code == "flow" || _matches[i].Phrase.Is(Role.PolarityShifter)))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What a clause is for.</summary>
internal enum ClauseKind
{
    /// <summary>Says what happens.</summary>
    Main,

    /// <summary>Says after, before or amid what.</summary>
    Background,

    /// <summary>Says what else happens.</summary>
    Concurrent,

    /// <summary>Says in spite of what.</summary>
    Contrast,

    /// <summary>Says what kind of article it is, or who speaks.</summary>
    Label,
}
