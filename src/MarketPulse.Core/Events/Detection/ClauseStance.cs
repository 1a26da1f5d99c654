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

    private readonly ReadOnlySpan<Found> _clause = clause;
    private readonly ClauseSyntax _syntax = new(clause);

    // Reversals that wait for an object or were used on one, and what they are worth without one.
    private int _reversals;
    private int _reversedAt = -100;
    private bool _isReversalUsed;
    private bool _usedOnBarrier;
    private bool _usedOnFlow;
    private bool _harms;
    private double _idle;
    private double _pending;

    // What verbs have said so far.
    private bool _made;
    private bool _escalated;
    private bool _eased;
    private bool _exempted;
    private bool _agreed;
    private bool _resumed;
    private bool _permitted;

    // What is asked for or refused is not done.
    private bool _isOnlyWanted;

    // The object before.
    private double _last;
    private int _lastEnd = -100;
    private bool _lastIsBarrier;

    // Talks that start, go on or end are a step; a trade war that starts is none.
    private bool _namesTalks;
    private bool _namesBarrier;
    private double _step;

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
                ReadNeutral(phrase.As(Role.Neutral));
            }

            if (item.Token - _reversedAt > Reach)
            {
                Settle();
            }

            if (_syntax.IsObject(i))
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

            _made = (_made || (phrase.Is(Role.Raise) && !_syntax.IsObject(i))) && !phrase.Is(Role.Mood);
        }

        Settle();
        Neutral += _namesTalks && !_namesBarrier ? _step : 0;
    }

    private void ReadNeutral(PhraseRole role)
    {
        if (role.Code == "step")
        {
            _step = role.Group.Strength;
            return;
        }

        Neutral += role.Group.Strength;
        _isOnlyWanted |= role.Code == "ask";
    }

    private void NewVerb()
    {
        if (_isReversalUsed)
        {
            (_reversals, _isReversalUsed) = (0, false);
        }

        _agreed = false;
    }

    private int ReadObject(int i)
    {
        Found item = _clause[i];
        Phrase phrase = item.Phrase;
        // What talks or a ban are about is no object of its own: "tariff talks", "ban on sales".
        if (_syntax.IsAttribute(i) || (phrase.Is(Role.Flow) && _lastIsBarrier && item.Token <= _lastEnd + 1))
        {
            return i;
        }

        int last = _syntax.Behind(i, out bool isTurned);
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
        _isOnlyWanted |= phrase.Is(Role.Cooperation) && isReversed;
        _namesBarrier |= phrase.Is(Role.Barrier);
        _namesTalks |= phrase.Is(Role.Cooperation) && phrase.As(Role.Cooperation).Code == "talks";
        (_isReversalUsed, _usedOnBarrier, _usedOnFlow) = (_reversals > 0, phrase.Is(Role.Barrier), phrase.Is(Role.Flow));
        (_idle, _pending, _permitted) = (0, 0, false);
        _reversedAt = _usedOnFlow ? item.Token : _reversedAt;
        return last;
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
        _isOnlyWanted |= i > 0 && _syntax.IsNext(i - 1) && _clause[i - 1].Phrase.Is(Role.Escalate) && _clause[i - 1].Phrase.As(Role.Escalate).Group.Inflect is not null;
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
        if (isReversed && _syntax.IsNext(i) && (_clause[i + 1].Phrase.Is(Role.Barrier) || _clause[i + 1].Phrase.Is(Role.Cooperation)))
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
        _isOnlyWanted |= role.Code is "demand" or "refusal" || (isReversed && !escalates);
        // Behind a verb, what came before it is no longer turned; "faces fierce opposition" turns its subject.
        _last = role.Group.Inflect is null ? _last : 0;
        if (role.Code == "permit" && _syntax.Permits(i))
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

    private readonly double Signed(Phrase phrase, bool isTurned, bool isActedOn)
    {
        bool isReversed = (_reversals % 2 == 1) ^ isTurned;
        bool isGoverned = _made || _reversals > 0 || isActedOn;
        if (phrase.Is(Role.Barrier))
        {
            double strength = phrase.As(Role.Barrier).Group.Strength;
            return rate == RateChange.Down ? (_isOnlyWanted ? 0 : -strength)
                : rate == RateChange.Up ? strength
                // To jeopardise or complicate a barrier is not to lift it; "no deal to lift the ban", "must lift it" and "asks to lift it" lift none.
                : isReversed && !_harms ? (_isOnlyWanted ? 0 : -strength)
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
