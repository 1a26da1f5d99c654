namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Reads the direction of one clause from left to right: sign(verb) x sign(object), inverted once by each polarity shifter.
/// </summary>
internal ref struct ClauseStance(ReadOnlySpan<TermMatch> clause, ClauseContext context)
{
    // Words within which a shifter finds its object, or turns the object before it.
    private const int Reach = 7;
    private const int TrailingReach = 8;

    private readonly ReadOnlySpan<TermMatch> _clause = clause;
    private readonly ClauseSyntax _syntax = new(clause);

    private Shifters _shifters = new();
    private SaidSoFar _said;
    private Modality _modality;
    private LastObject _last = new();
    private Mentions _mentions;
    private DirectionWeights _weights;

    /// <summary>Reads the clause.</summary>
    public DirectionWeights Read()
    {
        for (int i = 0; i < _clause.Length; i++)
        {
            TermMatch match = _clause[i];
            Phrase phrase = match.Phrase;
            if (phrase.Is(Role.Pseudo) || phrase.Is(Role.Noise))
            {
                continue;
            }

            _modality.IsRuling |= phrase.As(Role.Official).Code == "court";
            ReadNeutral(phrase);
            if (match.Token - _shifters.At > Reach)
            {
                Settle();
            }

            i = ReadTerm(i);
            _said.Made = (_said.Made || (phrase.Is(Role.Raise) && !_syntax.IsObject(i))) && !phrase.Is(Role.Mood);
        }

        Settle();
        _weights.Neutral += _mentions.Talks && !_mentions.Barrier ? _mentions.Step : 0;
        return _weights;
    }

    /// <summary>Reads a term by its function.</summary>
    /// <returns>Index of the last term read: an object takes the words after it that belong to it.</returns>
    private int ReadTerm(int i)
    {
        Phrase phrase = _clause[i].Phrase;
        if (_syntax.IsObject(i))
        {
            return ReadObject(i);
        }

        if (phrase.Is(Role.PolarityShifter) && !_syntax.Accuses(i))
        {
            ReadShifter(i);
        }
        else if (phrase.Is(Role.Escalate) || phrase.Is(Role.Ease))
        {
            ReadDirection(i);
        }
        else if (phrase.Is(Role.Data) && _shifters.AreWaiting)
        {
            // "Slowing growth".
            (_shifters.Count, _shifters.OwnWeight, _shifters.PrecedingWeight) = (0, 0, 0);
        }
        else if (phrase.Is(Role.Raise))
        {
            // A verb of making does not end a procedure: "hearing on proposed fees".
            _shifters.EndIfApplied();
            _said.Agreed = false;
            _said.Resumed |= phrase.As(Role.Raise).Code == "flow";
            (_said.Made, _last.Weight) = (true, 0);
        }

        return i;
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
            _mentions.Step = role.Group.Strength;
            return;
        }

        _weights.Neutral += role.Group.Strength;
        _modality.IsOnlyWanted |= role.Code == "ask";
        _modality.IsUnderReview |= role.Code == "procedure";
    }

    private int ReadObject(int i)
    {
        TermMatch match = _clause[i];
        Phrase phrase = match.Phrase;
        bool isGoodOfBarrier = phrase.Is(Role.Flow) && _last.IsBarrier && match.Token <= _last.End + 1;
        if (_syntax.IsAttribute(i) || isGoodOfBarrier)
        {
            // What talks or a ban are about is not an object: "tariff talks", "ban on sales".
            return i;
        }

        int last = _syntax.Behind(i, out bool isTurned);
        // One shifter inverts a whole list: "bans exports of gallium and germanium".
        if (!(_shifters.OnBarrier && phrase.Is(Role.Barrier)) && !(_shifters.OnFlow && phrase.Is(Role.Flow)))
        {
            _shifters.EndIfApplied();
        }

        bool isInverted = _shifters.Invert ^ isTurned;
        double weight = phrase.Is(Role.Barrier) ? BarrierWeight(phrase, isInverted, isActedOn: IsGoverned(last > i), _syntax.IsCause(i))
            : phrase.Is(Role.Cooperation) ? CooperationWeight(phrase, isInverted, isActedOn: IsGoverned(last > i))
            : TradeWeight(phrase, isInverted);
        _weights.Add(weight);
        NoteObject(match, isInverted);
        _last = new LastObject { Weight = isTurned ? 0 : weight, End = match.End, IsBarrier = phrase.Is(Role.Barrier) };

        for (int behind = i + 1; behind <= last; behind++)
        {
            // "Talks start": the verb after the object also says how they go.
            ReadNeutral(_clause[behind].Phrase);
        }

        return last;
    }

    // What the rest of the clause needs to know of an object.
    private void NoteObject(TermMatch match, bool isInverted)
    {
        Phrase phrase = match.Phrase;
        if (phrase.Is(Role.Cooperation))
        {
            string? code = phrase.As(Role.Cooperation).Code;
            _said.Exempted |= !isInverted && code is "exemption" or "delay";
            _said.Agreed |= !isInverted && (_said.Made || _said.Eased || code == "truce");
            _mentions.Talks |= !isInverted && code == "talks";
            _modality.IsOnlyWanted |= isInverted;
        }

        _mentions.Barrier |= phrase.Is(Role.Barrier);
        _mentions.Company |= phrase.Is(Role.Company);
        _said.Permitted = false;
        _shifters = _shifters with
        {
            IsApplied = _shifters.Count > 0,
            OnBarrier = phrase.Is(Role.Barrier),
            OnFlow = phrase.Is(Role.Flow),
            OwnWeight = 0,
            PrecedingWeight = 0,
            At = phrase.Is(Role.Flow) ? match.Token : _shifters.At,
        };
    }

    // Whether something is said to be done about an object.
    private readonly bool IsGoverned(bool hasVerbBehind) => _said.Made || _shifters.Count > 0 || hasVerbBehind;

    private readonly double BarrierWeight(Phrase phrase, bool isInverted, bool isActedOn, bool isCause)
    {
        double strength = phrase.As(Role.Barrier).Group.Strength;
        if (context.Rate == RateChange.Up)
        {
            return strength;
        }

        // Jeopardising a barrier does not lift it.
        if (context.Rate == RateChange.Down || (isInverted && !_shifters.Harms))
        {
            // "No deal to lift the ban", "must lift it" and "asks to lift it" lift nothing.
            return _modality.IsOnlyWanted ? 0 : -strength;
        }

        if (_said.Exempted)
        {
            return 0;
        }

        if (_said.Agreed || _modality.IsUnderReview || isCause)
        {
            return strength * context.Weights.Settled;
        }

        // A barrier that something happens in spite of stands.
        return (isActedOn || context.Kind == ClauseKind.Contrast) && !_said.Eased ? strength : strength * context.Weights.Bare;
    }

    private readonly double CooperationWeight(Phrase phrase, bool isInverted, bool isActedOn)
    {
        PhraseRole role = phrase.As(Role.Cooperation);
        double strength = role.Group.Strength;
        if (isInverted)
        {
            return strength;
        }

        // A deal that is breached or complained about is not a new deal.
        if (_said.Escalated)
        {
            return -strength * context.Weights.BesideEscalation;
        }

        // A delay, an exemption or a truce eases by its existence.
        return isActedOn || role.Code is "exemption" or "delay" or "truce" ? -strength : -strength * context.Weights.Bare;
    }

    // Stopping trade or a company escalates. Lifting the stop ("denies it will ban Huawei", "lifts suspension of imports") and resuming
    // trade ease.
    private readonly double TradeWeight(Phrase phrase, bool isInverted)
    {
        if (isInverted)
        {
            return context.Weights.Stopped;
        }

        if (_shifters.Count > 1)
        {
            return -context.Weights.Stopped;
        }

        return phrase.Is(Role.Flow) && (_said.Eased || _said.Resumed) && !_said.Permitted ? -phrase.As(Role.Flow).Group.Strength : 0;
    }

    private void ReadShifter(int i)
    {
        TermMatch match = _clause[i];
        Phrase phrase = match.Phrase;
        PhraseRole role = phrase.As(Role.PolarityShifter);
        // "To decide on lifting the ban" lifts nothing.
        _modality.IsOnlyWanted |= _modality.IsUnderReview;
        StartVerb();
        if (role.Code == "lift" && context.Rate == RateChange.Set)
        {
            // "Lifts tariffs to 50%" raises them.
            _said.Made = true;
            return;
        }

        // "Slams lifting of ban" criticises easing, so nothing eases.
        _modality.IsOnlyWanted |= _said.Blamed;
        bool repeatsHarm = _shifters.Harms && role.Code == "harm" && _shifters.Count > 0;
        _shifters.Count = role.Code == "without" ? 1 : repeatsHarm ? _shifters.Count : _shifters.Count + 1;
        _shifters.Harms = role.Code == "harm";
        _shifters.At = match.End - 1;
        if (TurnsPreceding(i))
        {
            _shifters.PrecedingWeight = _last.Weight;
        }

        _shifters.OwnWeight = phrase.Is(Role.Escalate) ? phrase.As(Role.Escalate).Group.Strength
            // "Huawei to be excluded".
            : role.Code == "exclude" && _mentions.Company ? context.Weights.Stopped
            : phrase.Is(Role.Ease) ? -phrase.As(Role.Ease).Group.Strength
            : _shifters.OwnWeight;
    }

    // Whether a shifter without an object of its own would invert the object before it.
    private readonly bool TurnsPreceding(int i)
    {
        // "An exemption to expire" does; "talks to end the dispute" and "sanctions on a delayed pipeline" do not.
        bool belongsElsewhere = _syntax.IsBehindPreposition(i) && !(_syntax.IsInfinitive(i) && !_syntax.HasObject(i));
        // "Tariffs that harm America" are not lifted; "talks that falter" are off.
        bool harmsBarrier = _shifters.Harms && _last.Weight > 0;
        return !_clause[i].Phrase.Is(Role.Escalate) && !belongsElsewhere && _last.Weight != 0 && !harmsBarrier
            && _clause[i].Token - _last.End < TrailingReach;
    }

    private void ReadDirection(int i)
    {
        Phrase phrase = _clause[i].Phrase;
        bool escalates = phrase.Is(Role.Escalate);
        PhraseRole role = phrase.As(escalates ? Role.Escalate : Role.Ease);
        bool isInverted = _shifters.Invert && !_shifters.IsApplied;
        if (_modality.IsRuling && role.Code == "unlawful" && !isInverted)
        {
            _weights.Add(-role.Group.Strength);
            return;
        }

        if (role.Code == "blame" && !isInverted && _syntax.BlamesOwn(i))
        {
            // "Congress slams Trump's tariffs" opposes them.
            StartVerb();
            (_shifters.Count, _shifters.At) = (_shifters.Count + 1, _clause[i].Token);
            return;
        }

        _said.Blamed |= role.Code == "blame" && !isInverted;
        if (IsSaidElsewhere(i, role, isInverted))
        {
            return;
        }

        bool isVerb = role.Group.Inflect is not null;
        // In "truce in tax dispute" and "avoids escalation in dispute", the dispute is the old one.
        bool isOldDispute = escalates && (_said.Agreed || _said.Eased) && !isVerb && role.Code is null;
        StartVerb();
        _modality.IsOnlyWanted |= role.Code is "demand" or "refusal" || (isInverted && !escalates);
        // After a verb, the object before it can no longer be inverted; "faces fierce opposition" inverts its subject.
        _last.Weight = isVerb ? 0 : _last.Weight;
        if (role.Code == "permit" && _syntax.Permits(i))
        {
            _said.Made = true;
            return;
        }

        _said.Permitted |= role.Code == "permit";
        _said.Escalated |= escalates && !isInverted;
        _said.Eased |= escalates == isInverted;
        _said.Made |= isVerb;
        double share = isInverted ? -context.Weights.Negated : isOldDispute ? context.Weights.Settled : 1;
        _weights.Add((escalates ? role.Group.Strength : -role.Group.Strength) * share);
        if (_shifters.AreWaiting)
        {
            (_shifters.Count, _shifters.OwnWeight) = (0, 0);
        }
    }

    // Whether another word of the clause already says what this one does, or revokes it.
    private readonly bool IsSaidElsewhere(int i, PhraseRole role, bool isInverted)
    {
        bool escalates = role.Role == Role.Escalate;
        bool makes = _clause[i].Phrase.Is(Role.Raise);
        // "To decide whether to retaliate": nothing is decided.
        return _modality.IsUnderReview
            // "Accuses UK of going back on a deal": easing that someone criticises does not count.
            || (_said.Blamed && !escalates)
            // "Scraps punitive duties": the adjective belongs to its noun.
            || (isInverted && IsBeforeThing(i))
            // "Refrains from imposing tariffs": the tariffs are inverted.
            || (isInverted && makes && _syntax.HasObject(i))
            // "Backs off threat to raise tariffs": the threatened act is inverted with the threat.
            || (isInverted && role.Code == "proposal")
            // "Rejects demand": refusing a demand is not easing.
            || (isInverted && escalates && _shifters.OwnWeight > 0)
            // "Does not want tensions to escalate": inverted with its subject.
            || (_shifters.IsApplied && _shifters.OnBarrier && makes && escalates && _syntax.IsInfinitive(i));
    }

    private readonly bool IsBeforeThing(int i) =>
        _syntax.IsNext(i) && (_clause[i + 1].Phrase.Is(Role.Barrier) || _clause[i + 1].Phrase.Is(Role.Cooperation));

    private void StartVerb()
    {
        _shifters.EndIfApplied();
        (_said.Agreed, _modality.IsUnderReview) = (false, false);
    }

    // "Tariffs on steel lifted", "talks with India stall": shifters without an object of their own invert the one before them.
    private void Settle()
    {
        if (_shifters.AreWaiting)
        {
            if (_shifters.PrecedingWeight != 0)
            {
                _weights.Remove(_shifters.PrecedingWeight);
                _weights.Add(-_shifters.PrecedingWeight);
            }
            else
            {
                _weights.Add(_shifters.OwnWeight);
            }
        }

        (_shifters.Count, _shifters.IsApplied, _shifters.OwnWeight, _shifters.PrecedingWeight) = (0, false, 0, 0);
    }
}
