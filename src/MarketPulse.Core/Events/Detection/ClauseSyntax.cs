namespace MarketPulse.Core.Events.Detection;

/// <summary>What the terms of a clause are to one another: objects, verbs, attributes, and words behind an object that belong to it. Knows no direction.</summary>
internal readonly ref struct ClauseSyntax(ReadOnlySpan<TermMatch> clause)
{
    private const int PermitReach = 4;
    private const int BlameReach = 7;
    private const int ObjectReach = 3;

    private static readonly ulong Things = Phrase.Mask(Role.Barrier, Role.Cooperation, Role.Flow, Role.Preposition);

    private readonly ReadOnlySpan<TermMatch> _clause = clause;

    /// <summary>Whether the next term follows at once.</summary>
    public bool IsNext(int i) => i + 1 < _clause.Length && _clause[i + 1].Token == _clause[i].Token + _clause[i].Length;

    /// <summary>Whether something can be done about the term: "ban", "probe" and "sanction" are acts behind an actor and before who or what they hit, things elsewhere.</summary>
    public bool IsObject(int i)
    {
        Phrase phrase = _clause[i].Phrase;
        if (phrase.Is(Role.Flow))
        {
            return _clause[i].IsActedOn;
        }

        if (!phrase.Is(Role.Barrier) && !phrase.Is(Role.Cooperation) && !phrase.Is(Role.Company))
        {
            return false;
        }

        return !(phrase.Is(Role.PolarityShifter) || (phrase.Is(Role.Escalate) && phrase.Is(Role.Barrier))) || !IsVerb(i);
    }

    private bool IsVerb(int i)
    {
        if (i == 0)
        {
            return false;
        }

        if (IsNext(i) && _clause[i + 1].Phrase.Is(Role.Flow))
        {
            return true;
        }

        TermMatch before = _clause[i - 1];
        bool isBehindActor = before.Token + before.Length == _clause[i].Token && (before.Phrase.IsActor || before.Phrase.Is(Role.Preposition) || before.Phrase.Is(Role.Function));
        return isBehindActor && !(IsNext(i) && _clause[i + 1].Phrase.Is(Role.Preposition)) && i + 1 < _clause.Length;
    }

    /// <summary>Whether the term only says what the next is about: "tariff talks", "trade war truce", "Huawei network ban".</summary>
    public bool IsAttribute(int i)
    {
        Phrase phrase = _clause[i].Phrase;
        if (i + 1 >= _clause.Length)
        {
            return false;
        }

        Phrase next = _clause[i + 1].Phrase;
        bool isThing = phrase.Is(Role.Barrier) && !phrase.Is(Role.PolarityShifter);
        return IsHitBy(i) || (IsNext(i)
            // "Tariff-cut demands" cut none.
            && ((next.Is(Role.Raise) && next.Is(Role.Escalate))
                // Retaliatory tariffs are one barrier.
                || (isThing && next.Is(Role.Barrier))
                // A tariff hearing, a sanctions review.
                || (!phrase.Is(Role.PolarityShifter) && next.As(Role.Neutral).Code == "procedure")
                // Tariff talks, trade talks.
                || (next.Is(Role.Cooperation) && (isThing || phrase.Is(Role.Cooperation)))));
    }

    // Imports ban, Huawei network ban.
    private bool IsHitBy(int i)
    {
        Phrase next = _clause[i + 1].Phrase;
        return (_clause[i].Phrase.Is(Role.Company) || _clause[i].Phrase.Is(Role.Flow)) && _clause[i + 1].Token - _clause[i].Token - _clause[i].Length < 2
            && IsObject(i + 1) && (next.Is(Role.Barrier) || next.Is(Role.Cooperation));
    }

    /// <summary>
    /// The last of the words behind an object that belong to it, and whether they turn it: "duty cut", "tariff hike delay", "tariffs lifted". A word with an
    /// object of its own does not, as in "deal cutting tariffs".
    /// </summary>
    public int Behind(int i, out bool isTurned)
    {
        int last = i;
        for (int next = Verb(last); next >= 0 && Turns(_clause[i].Phrase, _clause[next].Phrase); next = Verb(last))
        {
            last = next;
        }

        isTurned = false;
        for (int j = i + 1; j <= last; j++)
        {
            isTurned ^= _clause[j].Phrase.Is(Role.PolarityShifter);
        }

        int own = OwnObject(last);
        if (own < 0 || (own == last + 1 && _clause[i].Phrase.Is(Role.Barrier) && _clause[own].Phrase.Is(Role.Cooperation)))
        {
            return last;
        }

        isTurned = false;
        return i;
    }

    // The term that follows at once, or behind "will", "are" and the like.
    private int Verb(int i)
    {
        while (IsNext(i))
        {
            i++;
            if (!_clause[i].Phrase.Is(Role.Function))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Turns(Phrase thing, Phrase behind) => !behind.IsAny(Things)
        && ((behind.Is(Role.Raise) && !behind.Is(Role.Escalate)) || (behind.Is(Role.PolarityShifter) && (thing.Is(Role.Cooperation) || (behind.As(Role.PolarityShifter).Code != "harm" && !behind.Is(Role.Escalate)))));

    /// <summary>Whether a verb governs an object.</summary>
    public bool HasObject(int verb) => OwnObject(verb) >= 0;

    /// <summary>Whether a preposition stands right before the term.</summary>
    public bool IsBehindPreposition(int i) => i > 0 && _clause[i - 1].Phrase.Is(Role.Preposition) && IsNext(i - 1);

    /// <summary>Whether "to" stands right before the term.</summary>
    public bool IsInfinitive(int i) => IsBehindPreposition(i) && _clause[i - 1].Phrase.As(Role.Preposition).Code == "to";

    /// <summary>Whether "by" stands before a thing, with nothing but actors between: "farmers hurt by Chinese tariffs".</summary>
    public bool IsCause(int i)
    {
        for (int before = i - 1; before >= 0 && IsNext(before); before--)
        {
            if (!_clause[before].Phrase.IsActor)
            {
                return _clause[before].Phrase.As(Role.Preposition).Code == "by";
            }
        }

        return false;
    }

    // The object that the verb at a place governs, with nothing but actors and small words between; -1 when there is none.
    private int OwnObject(int verb)
    {
        int end = _clause[verb].Token + _clause[verb].Length;
        for (int i = verb + 1; i < _clause.Length && _clause[i].Token <= end + ObjectReach && !_clause[i].Phrase.Is(Role.Preposition); i++)
        {
            if (IsObject(i))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether a verb that opposes blames another for a barrier of his: "opposes U.S. sanctions", against "opposes sanctions" and "lawmakers oppose Trump's tariffs".</summary>
    public bool Accuses(int i) => _clause[i].Phrase.As(Role.PolarityShifter).Code == "oppose" && Owner(i) is { } owner && owner.Country != SubjectCountry(i);

    /// <summary>Whether a verb blames a barrier of one's own country: "Congress slams Trump's tariffs".</summary>
    public bool BlamesOwn(int i) => Owner(i)?.Country is { } country && country == SubjectCountry(i);

    // Who is named between a verb and the barrier that it is about.
    private Phrase? Owner(int verb)
    {
        Phrase? owner = null;
        for (int i = verb + 1; i < _clause.Length && _clause[i].Token < _clause[verb].Token + BlameReach; i++)
        {
            if (_clause[i].Phrase.Is(Role.Barrier))
            {
                return owner;
            }

            owner = _clause[i].Phrase.IsActor ? _clause[i].Phrase : owner;
        }

        return null;
    }

    private string? SubjectCountry(int verb)
    {
        string? country = null;
        for (int i = 0; i < verb; i++)
        {
            country = _clause[i].Phrase.Country ?? country;
        }

        return country;
    }

    /// <summary>Whether a verb that permits permits a barrier, as in "court allows tariffs".</summary>
    public bool Permits(int i)
    {
        for (int j = i + 1; j < _clause.Length && _clause[j].Token <= _clause[i].Token + _clause[i].Length + PermitReach; j++)
        {
            if (_clause[j].Phrase.Is(Role.Barrier) || _clause[j].Phrase.Is(Role.Cooperation))
            {
                return _clause[j].Phrase.Is(Role.Barrier);
            }
        }

        return false;
    }
}
