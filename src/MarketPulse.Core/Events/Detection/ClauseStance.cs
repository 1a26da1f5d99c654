namespace MarketPulse.Core.Events.Detection;

/// <summary>The direction of one clause, read from left to right.</summary>
internal ref struct ClauseStance(ReadOnlySpan<TermMatch> clause, RateChange rate, ClauseKind kind)
{
    // An object that nothing is said to be done about.
    private const double Bare = 0.45;

    // What a deal is about, or an exemption is from, is the old barrier.
    private const double Term = 0.2;
    // Trade or a company that is stopped.
    private const double Stopped = 0.8;
    private const int Reach = 7;
    private const int TrailingReach = 8;

    private readonly ReadOnlySpan<TermMatch> _clause = clause;
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
    private bool _blames;

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

    private bool _namesCompany;

    // A barrier that is voted on, heard or examined is not made.
    private bool _isWeighed;

    // What a court finds unlawful falls.
    private bool _isRuling;

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
            TermMatch item = _clause[i];
            Phrase phrase = item.Phrase;
            if (phrase.Is(Role.Pseudo) || phrase.Is(Role.Noise))
            {
                continue;
            }

            _isRuling |= phrase.As(Role.Official).Code == "court";
            ReadNeutral(phrase);
            if (item.Token - _reversedAt > Reach)
            {
                Settle();
            }

            if (_syntax.IsObject(i))
            {
                for (int last = ReadObject(i); i < last;)
                {
                    // "Talks start": the verb behind its object also says how they go.
                    ReadNeutral(_clause[++i].Phrase);
                }
            }
            else if (phrase.Is(Role.PolarityShifter) && !_syntax.Accuses(i))
            {
                ReadReversal(i);
            }
            else if (phrase.Is(Role.Escalate) || phrase.Is(Role.Ease))
            {
                ReadDirection(i);
            }
            else if (phrase.Is(Role.Data) && _reversals > 0 && !_isReversalUsed)
            {
                // "Slowing growth".
                (_reversals, _idle, _pending) = (0, 0, 0);
            }
            else if (phrase.Is(Role.Raise))
            {
                // No verb that ends a procedure: "hearing on proposed fees".
                EndReversal();
                _agreed = false;
                _resumed |= phrase.As(Role.Raise).Code == "flow";
                (_made, _last) = (true, 0);
            }

            _made = (_made || (phrase.Is(Role.Raise) && !_syntax.IsObject(i))) && !phrase.Is(Role.Mood);
        }

        Settle();
        Neutral += _namesTalks && !_namesBarrier ? _step : 0;
    }

    private void ReadNeutral(Phrase phrase)
    {
        if (!phrase.Is(Role.Neutral))
        {
            return;
        }

        PhraseRole role = phrase.As(Role.Neutral);
        if (role.Code == "step")
        {
            _step = role.Group.Strength;
            return;
        }

        Neutral += role.Group.Strength;
        _isOnlyWanted |= role.Code == "ask";
        _isWeighed |= role.Code == "procedure";
    }

    private void NewVerb()
    {
        EndReversal();
        (_agreed, _isWeighed) = (false, false);
    }

    private void EndReversal()
    {
        if (_isReversalUsed)
        {
            (_reversals, _isReversalUsed) = (0, false);
        }
    }

    private int ReadObject(int i)
    {
        TermMatch item = _clause[i];
        Phrase phrase = item.Phrase;
        // What talks or a ban are about is no object of its own: "tariff talks", "ban on sales".
        if (_syntax.IsAttribute(i) || (phrase.Is(Role.Flow) && _lastIsBarrier && item.Token <= _lastEnd + 1))
        {
            return i;
        }

        int last = _syntax.Behind(i, out bool isTurned);
        // One reversal turns all of a list: "bans exports of gallium and germanium".
        if (!(_usedOnBarrier && phrase.Is(Role.Barrier)) && !(_usedOnFlow && phrase.Is(Role.Flow)))
        {
            EndReversal();
        }

        double signed = Signed(phrase, isTurned, last > i, _syntax.IsCause(i));
        Put(signed);
        bool isReversed = (_reversals % 2 == 1) ^ isTurned;
        _exempted |= phrase.Is(Role.Cooperation) && !isReversed && phrase.As(Role.Cooperation).Code is "exemption" or "delay";
        _agreed |= phrase.Is(Role.Cooperation) && !isReversed && (_made || _eased || phrase.As(Role.Cooperation).Code == "truce");
        (_last, _lastEnd, _lastIsBarrier) = (isTurned ? 0 : signed, item.Token + item.Length, phrase.Is(Role.Barrier));
        _isOnlyWanted |= phrase.Is(Role.Cooperation) && isReversed;
        _namesBarrier |= phrase.Is(Role.Barrier);
        _namesCompany |= phrase.Is(Role.Company);
        _namesTalks |= phrase.Is(Role.Cooperation) && !isReversed && phrase.As(Role.Cooperation).Code == "talks";
        (_isReversalUsed, _usedOnBarrier, _usedOnFlow) = (_reversals > 0, phrase.Is(Role.Barrier), phrase.Is(Role.Flow));
        (_idle, _pending, _permitted) = (0, 0, false);
        _reversedAt = _usedOnFlow ? item.Token : _reversedAt;
        return last;
    }

    private void ReadReversal(int i)
    {
        TermMatch item = _clause[i];
        Phrase phrase = item.Phrase;
        // "To decide on lifting the ban" lifts none.
        _isOnlyWanted |= _isWeighed;
        NewVerb();
        PhraseRole role = phrase.As(Role.PolarityShifter);
        if (role.Code == "lift" && rate == RateChange.Set)
        {
            // "Lifts tariffs to 50%" raises them.
            _made = true;
            return;
        }

        // "Slams lifting of ban": what is blamed is the ease.
        _isOnlyWanted |= _blames;
        _reversals = role.Code == "without" ? 1 : _harms && role.Code == "harm" && _reversals > 0 ? _reversals : _reversals + 1;
        _harms = role.Code == "harm";
        _reversedAt = item.Token + item.Length - 1;
        bool isAct = phrase.Is(Role.Escalate);
        // "An exemption to expire", but not "talks to end the dispute" and not "sanctions on a delayed pipeline".
        bool isOfAnother = _syntax.IsBehindPreposition(i) && !(_syntax.IsInfinitive(i) && !_syntax.HasObject(i));
        // "Tariffs that harm America" are not lifted; "talks that falter" are off.
        if (!isAct && !isOfAnother && _last != 0 && !(_harms && _last > 0) && item.Token - _lastEnd < TrailingReach)
        {
            _pending = _last;
        }

        _idle = isAct ? phrase.As(Role.Escalate).Group.Strength
            // "Huawei to be excluded".
            : role.Code == "exclude" && _namesCompany ? Stopped
            : phrase.Is(Role.Ease) ? -phrase.As(Role.Ease).Group.Strength : _idle;
    }

    private void ReadDirection(int i)
    {
        Phrase phrase = _clause[i].Phrase;
        bool escalates = phrase.Is(Role.Escalate);
        PhraseRole role = phrase.As(escalates ? Role.Escalate : Role.Ease);
        bool isReversed = _reversals % 2 == 1 && !_isReversalUsed;
        if (_isRuling && role.Code == "unlawful" && !isReversed)
        {
            Put(-role.Group.Strength);
            return;
        }

        if (role.Code == "blame" && !isReversed && _syntax.BlamesOwn(i))
        {
            // "Congress slams Trump's tariffs": as if it opposed them.
            NewVerb();
            (_reversals, _reversedAt) = (_reversals + 1, _clause[i].Token);
            return;
        }

        _blames |= role.Code == "blame" && !isReversed;
        if (IsSaidElsewhere(i, role, isReversed))
        {
            return;
        }

        // "Truce in tax dispute", "avoids escalation in dispute": the dispute is the old one.
        double share = escalates && (_agreed || _eased) && role.Group.Inflect is null && role.Code is null ? Term : 1;
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
        _eased |= escalates == isReversed;
        Put((escalates ? role.Group.Strength : -role.Group.Strength) * (isReversed ? -0.8 : share));
        _made |= role.Group.Inflect is not null;
        if (_reversals > 0 && !_isReversalUsed)
        {
            (_reversals, _idle) = (0, 0);
        }
    }

    // Whether another word of the clause already says what this one does, or takes it back.
    private readonly bool IsSaidElsewhere(int i, PhraseRole role, bool isReversed)
    {
        bool escalates = role.Role == Role.Escalate;
        bool isNextAThing = _syntax.IsNext(i) && (_clause[i + 1].Phrase.Is(Role.Barrier) || _clause[i + 1].Phrase.Is(Role.Cooperation));
        bool makes = _clause[i].Phrase.Is(Role.Raise);
        // "To decide whether to retaliate": nothing is decided.
        return _isWeighed
            // "Accuses UK of going back on a deal": what is blamed is no ease.
            || (_blames && !escalates)
            // "Scraps punitive duties": the adjective goes with its noun.
            || (isReversed && isNextAThing)
            // "Refrains from imposing tariffs": the tariffs are turned.
            || (isReversed && makes && _syntax.HasObject(i))
            // "Backs off threat to raise tariffs": what was threatened is turned with the threat.
            || (isReversed && role.Code == "proposal")
            // "Rejects demand": what is refused is no ease.
            || (isReversed && escalates && _idle > 0)
            // "Does not want tensions to escalate": turned with its subject.
            || (_isReversalUsed && _usedOnBarrier && makes && escalates && _syntax.IsInfinitive(i));
    }

    private readonly double Signed(Phrase phrase, bool isTurned, bool isActedOn, bool isCause)
    {
        bool isReversed = (_reversals % 2 == 1) ^ isTurned;
        // What something happens in spite of stands.
        bool isGoverned = _made || _reversals > 0 || isActedOn || (kind == ClauseKind.Contrast && phrase.Is(Role.Barrier));
        if (phrase.Is(Role.Barrier))
        {
            double strength = phrase.As(Role.Barrier).Group.Strength;
            return rate == RateChange.Down ? (_isOnlyWanted ? 0 : -strength)
                : rate == RateChange.Up ? strength
                // To jeopardise or complicate a barrier is not to lift it; "no deal to lift the ban", "must lift it" and "asks to lift it" lift none.
                : isReversed && !_harms ? (_isOnlyWanted ? 0 : -strength)
                : _exempted ? 0
                : strength * (_agreed || _isWeighed || isCause ? Term : isGoverned && !_eased ? 1 : Bare);
        }

        if (phrase.Is(Role.Cooperation))
        {
            // A deal that is breached or complained about is no new deal; a delay or an exemption eases by being there.
            PhraseRole role = phrase.As(Role.Cooperation);
            double strength = role.Group.Strength;
            return isReversed ? strength : -strength * (_escalated ? Bare / 2 : isGoverned || IsRelief(role) ? 1 : Bare);
        }

        // Trade or a company that is stopped escalates; what is not stopped ("denies it will ban Huawei", "lifts suspension of imports") or resumed eases.
        return isReversed ? Stopped
            : _reversals > 1 ? -Stopped
            : phrase.Is(Role.Flow) && (_eased || _resumed) && !_permitted ? -phrase.As(Role.Flow).Group.Strength
            : 0;
    }

    private static bool IsRelief(PhraseRole role) => role.Code is "exemption" or "delay" or "truce";

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
