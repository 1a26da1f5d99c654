namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// How the terms of a clause relate to one another: objects, verbs, attributes, and words after an object that belong to it. Ignores
/// direction.
/// </summary>
internal readonly ref struct ClauseSyntax(ReadOnlySpan<TermMatch> clause)
{
    private const int PermitReach = 4;
    private const int BlameReach = 7;
    private const int ObjectReach = 3;

    private static readonly ulong Things = Phrase.Mask(Role.Barrier, Role.Cooperation, Role.Flow, Role.Preposition);

    private readonly ReadOnlySpan<TermMatch> _clause = clause;

    /// <summary>Whether the next term follows immediately.</summary>
    public bool IsNext(int i) => i + 1 < _clause.Length && _clause[i + 1].Token == _clause[i].End;

    /// <summary>
    /// Whether something can be done about the term. "Ban", "probe" and "sanction" are verbs after an actor and before their object, and
    /// things elsewhere.
    /// </summary>
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

        bool canBeVerb = phrase.Is(Role.PolarityShifter) || (phrase.Is(Role.Escalate) && phrase.Is(Role.Barrier));
        return !canBeVerb || !IsVerb(i);
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
        bool isAfterActor = before.End == _clause[i].Token
            && (before.Phrase.IsActor || before.Phrase.Is(Role.Preposition) || before.Phrase.Is(Role.Function));
        bool isBeforePreposition = IsNext(i) && _clause[i + 1].Phrase.Is(Role.Preposition);
        return isAfterActor && !isBeforePreposition && i + 1 < _clause.Length;
    }

    /// <summary>Whether the term only modifies the next one: "tariff talks", "trade war truce", "Huawei network ban".</summary>
    public bool IsAttribute(int i)
    {
        if (i + 1 >= _clause.Length)
        {
            return false;
        }

        if (IsHitBy(i))
        {
            return true;
        }

        Phrase phrase = _clause[i].Phrase;
        Phrase next = _clause[i + 1].Phrase;
        bool isThing = phrase.Is(Role.Barrier) && !phrase.Is(Role.PolarityShifter);
        return IsNext(i)
            // "Tariff-cut demands" cut nothing.
            && ((next.Is(Role.Raise) && next.Is(Role.Escalate))
                // "Retaliatory tariffs" are one barrier.
                || (isThing && next.Is(Role.Barrier))
                // "Tariff hearing", "sanctions review".
                || (!phrase.Is(Role.PolarityShifter) && next.As(Role.Neutral).Code == "procedure")
                // "Tariff talks", "trade talks".
                || (next.Is(Role.Cooperation) && (isThing || phrase.Is(Role.Cooperation))));
    }

    // "Imports ban", "Huawei network ban".
    private bool IsHitBy(int i)
    {
        TermMatch match = _clause[i];
        TermMatch next = _clause[i + 1];
        return (match.Phrase.Is(Role.Company) || match.Phrase.Is(Role.Flow))
            && next.Token - match.End < 2
            && (next.Phrase.Is(Role.Barrier) || next.Phrase.Is(Role.Cooperation))
            && IsObject(i + 1);
    }

    /// <summary>
    /// Finds the words after an object that belong to it: "duty cut", "tariff hike delay", "tariffs lifted". A verb with an object of its
    /// own does not, as in "deal cutting tariffs".
    /// </summary>
    /// <param name="i">Index of the object.</param>
    /// <param name="isTurned">Whether these words invert the object.</param>
    /// <returns>Index of the last of them; <paramref name="i"/> if there are none.</returns>
    public int Behind(int i, out bool isTurned)
    {
        int last = i;
        for (int next = Verb(last); next >= 0 && BelongsTo(_clause[i].Phrase, _clause[next].Phrase); next = Verb(last))
        {
            last = next;
        }

        isTurned = false;
        for (int j = i + 1; j <= last; j++)
        {
            isTurned ^= _clause[j].Phrase.Is(Role.PolarityShifter);
        }

        int own = OwnObject(last);
        bool isCompound = own == last + 1 && _clause[i].Phrase.Is(Role.Barrier) && _clause[own].Phrase.Is(Role.Cooperation);
        if (own < 0 || isCompound)
        {
            return last;
        }

        isTurned = false;
        return i;
    }

    // The term that follows immediately, or after function words such as "will" and "are"; -1 if there is none.
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

    private static bool BelongsTo(Phrase thing, Phrase behind)
    {
        bool makes = behind.Is(Role.Raise) && !behind.Is(Role.Escalate);
        bool shifts = behind.Is(Role.PolarityShifter)
            && (thing.Is(Role.Cooperation) || (behind.As(Role.PolarityShifter).Code != "harm" && !behind.Is(Role.Escalate)));
        return !behind.IsAny(Things) && (makes || shifts);
    }

    /// <summary>Whether a verb governs an object.</summary>
    public bool HasObject(int verb) => OwnObject(verb) >= 0;

    /// <summary>Whether a preposition immediately precedes the term.</summary>
    public bool IsBehindPreposition(int i) => i > 0 && _clause[i - 1].Phrase.Is(Role.Preposition) && IsNext(i - 1);

    /// <summary>Whether "to" immediately precedes the term.</summary>
    public bool IsInfinitive(int i) => IsBehindPreposition(i) && _clause[i - 1].Phrase.As(Role.Preposition).Code == "to";

    /// <summary>Whether "by" precedes the term, with only actors in between: "farmers hurt by Chinese tariffs".</summary>
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

    // The object that a verb governs, with only actors and function words in between; -1 if there is none.
    private int OwnObject(int verb)
    {
        int end = _clause[verb].End;
        for (int i = verb + 1; i < _clause.Length && _clause[i].Token <= end + ObjectReach && !_clause[i].Phrase.Is(Role.Preposition); i++)
        {
            if (IsObject(i))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// Whether a verb of opposing accuses another country because of its barrier: "opposes U.S. sanctions", as opposed to "opposes
    /// sanctions" and "lawmakers oppose Trump's tariffs".
    /// </summary>
    public bool Accuses(int i) =>
        _clause[i].Phrase.As(Role.PolarityShifter).Code == "oppose" && Owner(i) is { } owner && owner.Country != SubjectCountry(i);

    /// <summary>Whether a verb criticises a barrier of the subject's own country: "Congress slams Trump's tariffs".</summary>
    public bool BlamesOwn(int i) => Owner(i)?.Country is { } country && country == SubjectCountry(i);

    // The last actor named between a verb and the barrier that it is about; null if there is none.
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

    /// <summary>Whether a verb of permitting permits a barrier: "court allows tariffs".</summary>
    public bool Permits(int i)
    {
        for (int j = i + 1; j < _clause.Length && _clause[j].Token <= _clause[i].End + PermitReach; j++)
        {
            if (_clause[j].Phrase.Is(Role.Barrier) || _clause[j].Phrase.Is(Role.Cooperation))
            {
                return _clause[j].Phrase.Is(Role.Barrier);
            }
        }

        return false;
    }
}
