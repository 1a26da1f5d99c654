namespace MarketPulse.Core.Events.Detection;

/// <summary>The direction of one clause, read from left to right.</summary>
internal ref struct ClauseStance(ReadOnlySpan<Found> clause, RateChange rate)
{
    // An object that nothing is said to be done about.
    private const double Bare = 0.45;

    // What a deal is about, or an exemption is from, is the old barrier.
    private const double Term = 0.2;
    // Trade or a company that is stopped.
    private const double Stopped = 0.8;
    private const int Reach = 7;
    private const int TrailingReach = 8;
    private const int PermitReach = 4;
    private const int ObjectReach = 3;

    private static readonly ulong Things = Phrase.Mask(Role.Barrier, Role.Cooperation, Role.Flow, Role.Preposition);

    private readonly ReadOnlySpan<Found> _clause = clause;

    private int _reversals;
    private int _reversedAt = -100;
    private bool _isReversalUsed;
    private bool _usedOnBarrier;
    private bool _usedOnFlow;
    private bool _refused;
    private bool _demanded;
    private bool _harms;
    private double _idle;
    private bool _made;
    private bool _escalated;
    private bool _eased;
    private bool _exempted;
    private bool _agreed;
    private bool _resumed;
    private bool _talks;
    private bool _barriers;
    private double _step;
    private bool _permitted;
    private double _last;
    private int _lastEnd = -100;
    private bool _lastIsBarrier;
    private double _pending;

    /// <summary>Weight of what escalates.</summary>
    public double Escalation { get; private set; }

    /// <summary>Weight of what eases.</summary>
    public double Easing { get; private set; }

    /// <summary>Weight of what has no direction.</summary>
    public double Neutral { get; private set; }

    /// <summary>Reads the clause.</summary>
    public void Read()
    {
        for (int i = 0; i < _clause.Length; i++)
        {
            Found item = _clause[i];
            Phrase phrase = item.Phrase;
            if (phrase.Is(Role.Pseudo) || phrase.Is(Role.Noise))
            {
                continue;
            }

            if (phrase.Is(Role.Neutral))
            {
                PhraseRole neutral = phrase.As(Role.Neutral);
                _step = neutral.Code == "step" ? neutral.Group.Strength : _step;
                Neutral += neutral.Code == "step" ? 0 : neutral.Group.Strength;
                _demanded |= neutral.Code == "ask";
            }

            if (item.Token - _reversedAt > Reach)
            {
                Settle();
            }

            if (IsObject(i))
            {
                i = ReadObject(i);
            }
            else if (phrase.Is(Role.Reverse))
            {
                ReadReversal(i);
            }
            else if (phrase.Is(Role.Escalate) || phrase.Is(Role.Ease))
            {
                ReadDirection(i);
            }
            else if (phrase.Is(Role.Raise))
            {
                NewVerb();
                _resumed |= phrase.As(Role.Raise).Code == "flow";
                (_made, _last) = (true, 0);
            }

            _made = (_made || (phrase.Is(Role.Raise) && !IsObject(i))) && !phrase.Is(Role.Mood);
        }

        Settle();
        // Talks that start, go on or end are a step; a trade war that starts is none.
        Neutral += _talks && !_barriers ? _step : 0;
    }

    private readonly bool IsNext(int i) => i + 1 < _clause.Length && _clause[i + 1].Token == _clause[i].Token + _clause[i].Length;

    // "Ban", "probe" and "sanction" are acts behind an actor and before who or what they hit, things elsewhere.
    private readonly bool IsObject(int i)
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

        return !(phrase.Is(Role.Reverse) || (phrase.Is(Role.Escalate) && phrase.Is(Role.Barrier))) || !IsVerb(i);
    }

    private readonly bool IsVerb(int i)
    {
        if (i == 0)
        {
            return false;
        }

        if (IsNext(i) && _clause[i + 1].Phrase.Is(Role.Flow))
        {
            return true;
        }

        Found before = _clause[i - 1];
        bool isBehindActor = before.Token + before.Length == _clause[i].Token && (before.Phrase.IsActor || before.Phrase.Is(Role.Preposition) || before.Phrase.Is(Role.Function));
        return isBehindActor && !(IsNext(i) && _clause[i + 1].Phrase.Is(Role.Preposition)) && i + 1 < _clause.Length;
    }

    private void NewVerb()
    {
        if (_isReversalUsed)
        {
            (_reversals, _isReversalUsed) = (0, false);
        }

        _agreed = false;
    }

    private readonly bool IsAttribute(int i)
    {
        Phrase phrase = _clause[i].Phrase;
        if (phrase.Is(Role.Flow) && _lastIsBarrier && _clause[i].Token <= _lastEnd + 1)
        {
            return true;
        }

        if (i + 1 >= _clause.Length)
        {
            return false;
        }

        Phrase next = _clause[i + 1].Phrase;
        return (IsNext(i) && next.Is(Role.Cooperation) && (phrase.Is(Role.Cooperation) || (phrase.Is(Role.Barrier) && !phrase.Is(Role.Reverse))))
            || ((phrase.Is(Role.Company) || phrase.Is(Role.Flow)) && _clause[i + 1].Token - _clause[i].Token - _clause[i].Length < 2 && IsObject(i + 1) && (next.Is(Role.Barrier) || next.Is(Role.Cooperation)));
    }

    private int ReadObject(int i)
    {
        Found item = _clause[i];
        Phrase phrase = item.Phrase;
        // "Tariff talks", "trade war truce", "Huawei network ban", "ban on sales": what the talks or the ban are about is no object of its own.
        if (IsAttribute(i))
        {
            return i;
        }

        int last = Behind(i, out bool isTurned);
        // One reversal turns all of a list: "bans exports of gallium and germanium".
        if (_isReversalUsed && !(_usedOnBarrier && phrase.Is(Role.Barrier)) && !(_usedOnFlow && phrase.Is(Role.Flow)))
        {
            (_reversals, _isReversalUsed) = (0, false);
        }

        double signed = Signed(phrase, isTurned, last > i);
        Put(signed);
        bool isReversed = (_reversals % 2 == 1) ^ isTurned;
        _exempted |= phrase.Is(Role.Cooperation) && !isReversed && phrase.As(Role.Cooperation).Code is "exemption" or "delay";
        _agreed |= phrase.Is(Role.Cooperation) && !isReversed && (_made || _eased);
        (_last, _lastEnd, _lastIsBarrier) = (isTurned ? 0 : signed, item.Token + item.Length, phrase.Is(Role.Barrier));
        _refused |= phrase.Is(Role.Cooperation) && isReversed;
        _barriers |= phrase.Is(Role.Barrier);
        _talks |= phrase.Is(Role.Cooperation) && phrase.As(Role.Cooperation).Code == "talks";
        (_isReversalUsed, _usedOnBarrier, _usedOnFlow) = (_reversals > 0, phrase.Is(Role.Barrier), phrase.Is(Role.Flow));
        (_idle, _pending, _permitted) = (0, 0, false);
        _reversedAt = _usedOnFlow ? item.Token : _reversedAt;
        return last;
    }

    // "Duty cut", "export ban suspension", "tariff hike delay", "tariffs lifted": the word behind turns it, unless that word has an object of its own, as in
    // "deal cutting tariffs".
    private readonly int Behind(int i, out bool isTurned)
    {
        int last = i;
        while (IsNext(last) && Turns(_clause[i].Phrase, _clause[last + 1].Phrase))
        {
            last++;
        }

        isTurned = false;
        for (int j = i + 1; j <= last; j++)
        {
            isTurned ^= _clause[j].Phrase.Is(Role.Reverse);
        }

        int own = OwnObject(last);
        if (own < 0 || (own == last + 1 && _clause[i].Phrase.Is(Role.Barrier) && _clause[own].Phrase.Is(Role.Cooperation)))
        {
            return last;
        }

        isTurned = false;
        return i;
    }

    private static bool Turns(Phrase thing, Phrase behind) => !behind.IsAny(Things)
        && ((behind.Is(Role.Raise) && !behind.Is(Role.Escalate)) || (behind.Is(Role.Reverse) && (thing.Is(Role.Cooperation) || (behind.As(Role.Reverse).Code != "harm" && !behind.Is(Role.Escalate)))));

    // The object that the verb at a place governs, with nothing but actors and small words between; -1 when there is none.
    private readonly int OwnObject(int verb)
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

    private void ReadReversal(int i)
    {
        Found item = _clause[i];
        Phrase phrase = item.Phrase;
        NewVerb();
        PhraseRole role = phrase.As(Role.Reverse);
        if (role.Code == "lift" && rate == RateChange.Set)
        {
            // "Lifts tariffs to 50%" raises them.
            _made = true;
            return;
        }

        // "Slams lifting of ban": what is blamed is the ease.
        _refused |= i > 0 && IsNext(i - 1) && _clause[i - 1].Phrase.Is(Role.Escalate) && _clause[i - 1].Phrase.As(Role.Escalate).Group.Inflect is not null;
        _reversals = role.Code == "without" ? 1 : _harms && role.Code == "harm" && _reversals > 0 ? _reversals : _reversals + 1;
        _harms = role.Code == "harm";
        _reversedAt = item.Token + item.Length - 1;
        bool isAct = phrase.Is(Role.Escalate);
        bool isBehindPreposition = i > 0 && _clause[i - 1].Phrase.Is(Role.Preposition) && _clause[i - 1].Token + _clause[i - 1].Length == item.Token;
        // "Tariffs that harm America" are not lifted; "talks that falter" are off.
        if (!isAct && !isBehindPreposition && _last != 0 && !(_harms && _last > 0) && item.Token - _lastEnd < TrailingReach)
        {
            _pending = _last;
        }

        _idle = isAct ? phrase.As(Role.Escalate).Group.Strength : phrase.Is(Role.Ease) ? -phrase.As(Role.Ease).Group.Strength : _idle;
    }

    private void ReadDirection(int i)
    {
        Phrase phrase = _clause[i].Phrase;
        bool isReversed = _reversals % 2 == 1 && !_isReversalUsed;
        // "Scraps punitive duties": the adjective goes with its noun.
        if (isReversed && IsNext(i) && (_clause[i + 1].Phrase.Is(Role.Barrier) || _clause[i + 1].Phrase.Is(Role.Cooperation)))
        {
            return;
        }

        bool escalates = phrase.Is(Role.Escalate);
        PhraseRole role = phrase.As(escalates ? Role.Escalate : Role.Ease);
        // "Backs off threat to raise tariffs": what was threatened is turned with the threat. "Rejects demand": what is refused is no ease.
        if (isReversed && (role.Code == "proposal" || (escalates && _idle > 0)))
        {
            return;
        }

        NewVerb();
        _demanded |= role.Code == "demand";
        _refused |= role.Code == "refusal" || (isReversed && !escalates);
        // Behind a verb, what came before it is no longer turned; "faces fierce opposition" turns its subject.
        _last = role.Group.Inflect is null ? _last : 0;
        if (role.Code == "permit" && Permits(i))
        {
            _made = true;
            return;
        }

        _permitted |= role.Code == "permit";
        _escalated |= escalates && !isReversed;
        _eased |= !escalates && !isReversed;
        Put((escalates ? role.Group.Strength : -role.Group.Strength) * (isReversed ? -0.8 : 1));
        _made = true;
        if (isReversed)
        {
            (_reversals, _idle) = (0, 0);
        }
    }

    // "Court allows tariffs": what is permitted is the barrier.
    private readonly bool Permits(int i)
    {
        for (int j = i + 1; j < _clause.Length && _clause[j].Token <= _clause[i].Token + PermitReach; j++)
        {
            if (_clause[j].Phrase.Is(Role.Barrier) || _clause[j].Phrase.Is(Role.Cooperation))
            {
                return _clause[j].Phrase.Is(Role.Barrier);
            }
        }

        return false;
    }

    private readonly double Signed(Phrase phrase, bool isTurned, bool isActedOn)
    {
        bool isReversed = (_reversals % 2 == 1) ^ isTurned;
        bool isGoverned = _made || _reversals > 0 || isActedOn;
        if (phrase.Is(Role.Barrier))
        {
            double strength = phrase.As(Role.Barrier).Group.Strength;
            return rate == RateChange.Down ? (_refused || _demanded ? 0 : -strength)
                : rate == RateChange.Up ? strength
                // To jeopardise or complicate a barrier is not to lift it; "no deal to lift the ban", "must lift it" and "asks to lift it" lift none.
                : isReversed && !_harms ? (_refused || _demanded ? 0 : -strength)
                : _exempted ? 0
                : strength * (_agreed ? Term : isGoverned && !_eased ? 1 : Bare);
        }

        if (phrase.Is(Role.Cooperation))
        {
            // A deal that is breached or complained about is no new deal.
            double strength = phrase.As(Role.Cooperation).Group.Strength;
            return isReversed ? strength : -strength * (_escalated ? Bare / 2 : isGoverned ? 1 : Bare);
        }

        // Trade that goes on, or a company left alone, eases; what stops it escalates.
        return isReversed ? Stopped : _permitted || !(_eased || _resumed) ? 0 : phrase.Is(Role.Flow) ? -phrase.As(Role.Flow).Group.Strength : _reversals > 0 ? -Stopped : 0;
    }

    // "Tariffs on steel lifted", "talks with India stall": a reversal without an object of its own turns the one before it.
    private void Settle()
    {
        if (_reversals > 0 && !_isReversalUsed)
        {
            if (_pending != 0)
            {
                TakeBack(_pending);
                Put(-_pending);
            }
            else
            {
                Put(_idle);
            }
        }

        (_reversals, _isReversalUsed, _idle, _pending) = (0, false, 0, 0);
    }

    private void TakeBack(double signed)
    {
        if (signed > 0)
        {
            Escalation -= signed;
        }
        else
        {
            Easing += signed;
        }
    }

    private void Put(double signed)
    {
        if (signed > 0)
        {
            Escalation += signed;
        }
        else
        {
            Easing -= signed;
        }
    }
}
