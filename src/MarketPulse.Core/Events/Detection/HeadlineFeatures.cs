namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Reads the features of a headline that the event model weighs: who acts, the verb, its object, and the signs of coverage that reports no
/// development.
/// </summary>
internal sealed class HeadlineFeatures
{
    private const double MaxStance = 1.5;
    private const double MaxRelevance = 2;
    private const double TopicWeight = 1;

    private static readonly ulong Objects = Phrase.Mask(Role.Barrier, Role.Cooperation, Role.Company);
    private static readonly ulong Authorities = Phrase.Mask(Role.Official, Role.Ministry, Role.Leader);
    private static readonly ulong Countries = Phrase.Mask(Role.Country, Role.Leader, Role.Ministry);
    private static readonly ulong Businesses = Phrase.Mask(Role.Sector, Role.Corporate);
    private static readonly ulong Consequences = Phrase.Mask(Role.Effect, Role.Sector, Role.Market, Role.Executive);
    private static readonly ulong Acts = Phrase.Mask(Role.Raise, Role.PolarityShifter, Role.Escalate, Role.Ease);
    private static readonly ulong Deeds = Acts | Phrase.Mask(Role.Effect, Role.Move);
    private static readonly ulong Changes = Phrase.Mask(Role.Raise, Role.PolarityShifter);

    // Features that a term has wherever it stands.
    private static readonly (Role Role, EventFeature Feature)[] Signs =
    [
        (Role.Survey, EventFeature.Survey),
        (Role.Mood, EventFeature.Mood),
        (Role.Live, EventFeature.Live),
        (Role.Brexit, EventFeature.Brexit),
        (Role.Noise, EventFeature.Noise),
        (Role.Sport, EventFeature.Sport),
    ];

    private static readonly ulong SignRoles = Phrase.Mask([.. Signs.Select(sign => sign.Role)]);

    private readonly double[] _values = new double[Count];
    private HeadlineSubject _subject;
    private Content _content;

    /// <summary>Number of features.</summary>
    public static int Count { get; } = Enum.GetValues<EventFeature>().Length;

    /// <summary>The features of the headline that was read last, in the order of <see cref="EventFeature"/>.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Reads a headline.</summary>
    /// <param name="sentence">The headline.</param>
    /// <param name="stance">Its direction.</param>
    /// <param name="relevance">The relevance score so far, log-odds.</param>
    public void Read(SentenceReading sentence, StanceReading stance, double relevance)
    {
        Array.Clear(_values);
        _content = default;
        _subject = HeadlineSubject.Find(sentence);
        foreach (TermMatch match in sentence.Matches)
        {
            ReadTopic(match, sentence);
            ReadCompany(match, sentence);
            if (match.Clause == sentence.MainClause)
            {
                ReadVerb(match);
                ReadMainClause(match);
            }
            else
            {
                ReadOtherClause(match);
            }

            ReadSigns(match, isLabel: sentence.KindOf(match.Clause) == ClauseKind.Label);
            ReadFrame(match, sentence);
            ReadCountry(match.Phrase);
        }

        foreach (RuleMatch match in sentence.Rules)
        {
            Set(EventFeature.RuleEvent, match.Rule.IsEvent ?? match.Rule.Stance is not null);
            Set(EventFeature.RuleAct, match.Rule.IsEvent is true);
            Set(EventFeature.RuleOther, match.Rule.IsEvent is false);
        }

        SetSubject(HasActiveVerb(sentence));
        SetBarrier();
        SetActs();
        Set(EventFeature.Question, sentence.IsQuestion);
        Set(EventFeature.Quantity, HasQuantity(sentence));
        _values[(int)EventFeature.Relevance] = Math.Clamp((relevance + 1) / 2, -1, MaxRelevance);
        _values[(int)EventFeature.Escalation] = Math.Min(MaxStance, stance.Escalation);
        _values[(int)EventFeature.Easing] = Math.Min(MaxStance, stance.Easing);
        _values[(int)EventFeature.Stance] = _subject.IsBystander ? 0 : Math.Min(MaxStance, Math.Max(stance.Escalation, stance.Easing));
    }

    private void ReadTopic(TermMatch match, SentenceReading sentence)
    {
        Phrase phrase = match.Phrase;
        bool isTopic = match.IsActedOn || phrase.IsAny(Objects)
            || (phrase.Is(Role.Context) && phrase.As(Role.Context).Group.Weight >= TopicWeight);
        _content.Topic |= isTopic;
        _content.TopicInMain |= isTopic && sentence.KindOf(match.Clause) is ClauseKind.Main or ClauseKind.Label;
    }

    private void ReadCompany(TermMatch match, SentenceReading sentence)
    {
        _content.Executive |= match.Phrase.Is(Role.Executive);
        _content.CompanyActedOn |= match.Phrase.Is(Role.Company) && (match.Token >= _subject.Verb || match.Clause != sentence.MainClause);
    }

    private void ReadVerb(TermMatch match)
    {
        if (match.Token >= _subject.Verb)
        {
            _content.ActVerb |= match.Phrase.IsAny(Acts);
            _content.SpeechVerb |= match.Phrase.Is(Role.Speech);
            _content.FirstDeed ??= match.Phrase.IsAny(Deeds) ? match.Phrase : null;
        }
    }

    private void ReadMainClause(TermMatch match)
    {
        Phrase phrase = match.Phrase;
        // "Crude oil falls" is about the market, "duties on crude oil" is not.
        Set(EventFeature.Market, phrase.Is(Role.Market) && !(_subject.IsState && phrase.Is(Role.Topic)));
        Set(EventFeature.Business, phrase.IsAny(Businesses));
        // "Hopes lift shares" is an effect; "China lifts ban" and "ministry sends report" are acts.
        bool isAct = _subject.IsState && (phrase.Is(Role.PolarityShifter) || match.Token == _subject.Verb);
        Set(EventFeature.Effect, phrase.Is(Role.Effect) && !phrase.IsAny(Objects) && !isAct);
        Set(EventFeature.Move, phrase.Is(Role.Move) && !phrase.IsAny(Objects));
        Set(EventFeature.Step, phrase.Is(Role.Neutral));
    }

    private void ReadOtherClause(TermMatch match)
    {
        Set(EventFeature.Source, match.Phrase.IsAny(Authorities));
        Set(EventFeature.Aftermath, match.Phrase.IsAny(Consequences) && !match.Phrase.IsAny(Objects));
    }

    private void ReadSigns(TermMatch match, bool isLabel)
    {
        Phrase phrase = match.Phrase;
        if (phrase.IsAny(SignRoles))
        {
            foreach ((Role role, EventFeature feature) in Signs)
            {
                Set(feature, phrase.Is(role));
            }
        }

        // "Orders" is a verb in "US orders duties".
        bool isVerb = _subject.IsState && match.Token == _subject.Verb;
        Set(EventFeature.Data, phrase.Is(Role.Data) && !match.IsActedOn && !isVerb);
        Set(EventFeature.Official, phrase.IsAny(Authorities));
        SetMarked(EventFeature.Opinion, phrase.Is(Role.Opinion), isLabel);
        SetMarked(EventFeature.Explainer, phrase.Is(Role.Explainer), isLabel);
        _content.Speaker |= phrase.IsActor && isLabel;
    }

    // A question at the start, a source at the end.
    private void ReadFrame(TermMatch match, SentenceReading sentence)
    {
        Set(EventFeature.QuestionStart, match.Token == sentence.MainStart && match.Phrase.Is(Role.Question));
        if (match.Phrase.Is(Role.Attribution) && match.End == sentence.Tokens.Length)
        {
            bool isAfterColon = sentence.Tokens[Math.Max(0, match.Token - 1)].Before.HasFlag(Marks.Colon);
            Set(EventFeature.Attribution, sentence.Tokens[match.Token].IsSetOff || isAfterColon);
        }
    }

    private void ReadCountry(Phrase phrase)
    {
        if (phrase.IsAny(Countries))
        {
            _content.FirstCountry ??= phrase.Country;
            Set(EventFeature.TwoSides, phrase.Country != _content.FirstCountry);
        }
    }

    private bool HasActiveVerb(SentenceReading sentence) =>
        _subject.Verb < sentence.Tokens.Length && sentence.Spelling(_subject.Verb).EndsWith("s", StringComparison.OrdinalIgnoreCase);

    private void SetSubject(bool isActive)
    {
        Role? noun = _subject.Noun;
        bool speaks = _content.SpeechVerb || _content.Speaker;
        Phrase? deed = _content.FirstDeed;
        Set(EventFeature.SubjectState, _subject.IsState);
        Set(EventFeature.StateOnState, _subject.IsState && Has(EventFeature.TwoSides));
        // "Soybeans tumble".
        bool isGoodThatMoves = noun is Role.Topic && deed is not null && deed.Is(Role.Move) && !deed.IsAny(Acts);
        Set(EventFeature.SubjectMarket, noun is Role.Market || isGoodThatMoves);
        // What a listed company does itself is business, what it says about governments is not.
        Set(EventFeature.SubjectBusiness, _subject.IsBusiness || (noun is Role.Company && isActive && !speaks));
        Set(EventFeature.StateCompany, _content.CompanyActedOn || (noun is Role.Company && (speaks || !isActive)));
        // "Charges Huawei and its CFO" is not business news.
        Set(EventFeature.Executive, _content.Executive && !(_content.CompanyActedOn && _subject.IsState));
        Set(EventFeature.SubjectCompany, noun is Role.Company);
        Set(EventFeature.SubjectBarrier, noun is Role.Barrier);
        Set(EventFeature.SubjectCooperation, noun is Role.Cooperation);
        Set(EventFeature.SubjectData, noun is Role.Data or Role.Survey);
        Set(EventFeature.SubjectMood, noun is Role.Mood);
        Set(EventFeature.SubjectUnknown, noun is null);
    }

    // What happens to a barrier that is the subject.
    private void SetBarrier()
    {
        if (_subject.Noun is not Role.Barrier || _content.FirstDeed is not { } deed)
        {
            return;
        }

        // "Tariffs lifted" and "tariffs take effect" change it, "tariffs push up prices" does not.
        bool hasConsequence = Has(EventFeature.Effect) || Has(EventFeature.Data) || Has(EventFeature.Market) || Has(EventFeature.Business);
        bool isShifted = deed.Is(Role.PolarityShifter) && deed.As(Role.PolarityShifter).Group.Inflect is not null;
        Set(EventFeature.BarrierChanges, !hasConsequence && (isShifted || deed.As(Role.Certainty).Code == "in_force"));
        // "Tariffs threaten growth" is an effect on others.
        bool threatens = deed.Is(Role.Escalate) && deed.As(Role.Escalate).Group.Inflect is not null;
        Set(EventFeature.Effect, threatens && !deed.IsAny(Changes));
    }

    private void SetActs()
    {
        // "Merkel: ..." is speech.
        bool speaks = _content.SpeechVerb || _content.Speaker;
        Set(EventFeature.UnknownVerb, _subject.IsState && _subject.IsVerbUnknown && _content.TopicInMain);
        Set(EventFeature.ActByState, _subject.IsState && _content.ActVerb && _content.TopicInMain);
        Set(EventFeature.SpeechByState, (_subject.IsState || _content.Speaker) && speaks && _content.Topic);
        Set(EventFeature.Act, _content.ActVerb && _content.TopicInMain);
        Set(EventFeature.SubordinateOnly, _content.Topic && !_content.TopicInMain);
    }

    private static bool HasQuantity(SentenceReading sentence)
    {
        foreach (Token token in sentence.Tokens)
        {
            if (token.IsPercent || (token.IsNumber && token.Before >= Marks.Dollar))
            {
                return true;
            }
        }

        return false;
    }

    private bool Has(EventFeature feature) => _values[(int)feature] > 0;

    // A label says what the article is, and counts double: "Factbox: ...".
    private void SetMarked(EventFeature feature, bool holds, bool isLabel)
    {
        if (holds)
        {
            _values[(int)feature] = Math.Max(_values[(int)feature], isLabel ? 2 : 1);
        }
    }

    private void Set(EventFeature feature, bool holds)
    {
        if (holds)
        {
            _values[(int)feature] = 1;
        }
    }

    /// <summary>What the terms of the headline amount to.</summary>
    private record struct Content
    {
        /// <summary>A barrier, cooperation, a listed company or traded goods are named.</summary>
        public bool Topic { get; set; }

        /// <summary>So they are in a main clause or label.</summary>
        public bool TopicInMain { get; set; }

        /// <summary>The main clause has a verb of acting.</summary>
        public bool ActVerb { get; set; }

        /// <summary>The main clause has a verb of saying.</summary>
        public bool SpeechVerb { get; set; }

        /// <summary>A label names who speaks.</summary>
        public bool Speaker { get; set; }

        /// <summary>A listed company is named after the verb or outside the main clause.</summary>
        public bool CompanyActedOn { get; set; }

        /// <summary>Someone who speaks for a firm is named.</summary>
        public bool Executive { get; set; }

        /// <summary>The first verb of the main clause that is not one of saying.</summary>
        public Phrase? FirstDeed { get; set; }

        /// <summary>The first country that is named.</summary>
        public string? FirstCountry { get; set; }
    }
}
