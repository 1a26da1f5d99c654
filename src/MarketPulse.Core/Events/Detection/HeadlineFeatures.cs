namespace MarketPulse.Core.Events.Detection;

/// <summary>Reads from a headline what the event model weighs: who acts, the verb, its object, and the marks of coverage that reports no development.</summary>
internal static class HeadlineFeatures
{
    private static readonly string[] NounEndings =
        ["ss", "us", "is", "ers", "ors", "ists", "ians", "ees", "ions", "ments", "ings", "ities", "ants", "ents", "als", "ships", "ages", "ics", "isms", "ries", "cies"];

    private static readonly ulong Objects = Phrase.Mask(Role.Barrier, Role.Cooperation, Role.Company);
    private static readonly ulong Businesses = Phrase.Mask(Role.Sector, Role.Corporate);
    private static readonly ulong Consequences = Phrase.Mask(Role.Effect, Role.Sector, Role.Market, Role.Executive);
    private static readonly ulong Verbs = Phrase.Mask(Role.Raise, Role.PolarityShifter, Role.Escalate, Role.Ease, Role.Speech, Role.Effect, Role.Move);
    private static readonly ulong Deeds = Phrase.Mask(Role.Raise, Role.PolarityShifter, Role.Escalate, Role.Ease, Role.Effect, Role.Move);
    private static readonly ulong Changes = Phrase.Mask(Role.Raise, Role.PolarityShifter);
    private static readonly ulong Acts = Phrase.Mask(Role.Raise, Role.PolarityShifter, Role.Escalate, Role.Ease);

    /// <summary>Fills <paramref name="features"/>, one value for each <see cref="EventFeature"/>.</summary>
    public static void Read(SentenceReading sentence, ReadOnlySpan<Token> tokens, string text, bool isQuestion, double relevance, StanceReading stance, Span<double> features)
    {
        features.Clear();
        ReadOnlySpan<TermMatch> found = sentence.Matches;
        (Role? subject, int verb, bool isVerbUnknown) = Subject(sentence, tokens, text);
        bool state = subject is Role.Country or Role.Group or Role.Leader or Role.Ministry or Role.Official;
        bool topicInMain = false;
        bool topic = false;
        bool actVerb = false;
        bool speechVerb = false;
        bool speaker = false;
        bool company = false;
        bool executive = false;
        Phrase? firstAct = null;
        string? firstCountry = null;
        for (int i = 0; i < found.Length; i++)
        {
            Phrase phrase = found[i].Phrase;
            bool isMain = found[i].Clause == sentence.MainClause;
            bool isObject = phrase.IsAny(Objects) || found[i].IsActedOn || (phrase.Is(Role.Context) && phrase.As(Role.Context).Group.Weight >= 1);
            topic |= isObject;
            topicInMain |= isObject && sentence.KindOf(found[i].Clause) is (ClauseKind.Main or ClauseKind.Label);
            if (isMain && found[i].Token >= verb)
            {
                actVerb |= phrase.IsAny(Acts);
                speechVerb |= phrase.Is(Role.Speech);
                firstAct ??= phrase.IsAny(Deeds) ? phrase : null;
            }

            if (isMain)
            {
                // "Duties on crude oil" are no market, "crude oil falls" is.
                Set(features, EventFeature.Market, phrase.Is(Role.Market) && !(state && phrase.Is(Role.Topic)));
                Set(features, EventFeature.Business, phrase.IsAny(Businesses));
                // "China lifts ban" and "ministry sends report" do something, "hopes lift shares" is an effect.
                Set(features, EventFeature.Effect, phrase.Is(Role.Effect) && !phrase.IsAny(Objects) && !(state && (phrase.Is(Role.PolarityShifter) || found[i].Token == verb)));
                Set(features, EventFeature.Move, phrase.Is(Role.Move) && !phrase.IsAny(Objects));
                Set(features, EventFeature.Step, phrase.Is(Role.Neutral));
            }
            else
            {
                Set(features, EventFeature.Source, phrase.Is(Role.Official) || phrase.Is(Role.Ministry) || phrase.Is(Role.Leader));
                Set(features, EventFeature.Aftermath, phrase.IsAny(Consequences) && !phrase.IsAny(Objects));
            }

            Set(features, EventFeature.Data, phrase.Is(Role.Data) && !found[i].IsActedOn);
            executive |= phrase.Is(Role.Executive);
            bool isLabel = sentence.KindOf(found[i].Clause) == ClauseKind.Label;
            Mark(features, EventFeature.Opinion, phrase.Is(Role.Opinion), isLabel);
            Mark(features, EventFeature.Explainer, phrase.Is(Role.Explainer), isLabel);
            Set(features, EventFeature.Survey, phrase.Is(Role.Survey));
            Set(features, EventFeature.Mood, phrase.Is(Role.Mood));
            Set(features, EventFeature.Live, phrase.Is(Role.Live));
            Set(features, EventFeature.Brexit, phrase.Is(Role.Brexit));
            Set(features, EventFeature.Noise, phrase.Is(Role.Noise));
            Set(features, EventFeature.Sport, phrase.Is(Role.Sport));
            company |= phrase.Is(Role.Company) && (found[i].Token >= verb || found[i].Clause != sentence.MainClause);
            Set(features, EventFeature.Official, phrase.Is(Role.Leader) || phrase.Is(Role.Ministry) || phrase.Is(Role.Official));
            speaker |= phrase.IsActor && isLabel;
            Set(features, EventFeature.QuestionStart, found[i].Token == sentence.MainStart && phrase.Is(Role.Question));
            bool isLast = found[i].Token + found[i].Length == tokens.Length;
            bool isSetOff = (tokens[found[i].Token].Before & Marks.Breaks) != Marks.None || tokens[Math.Max(0, found[i].Token - 1)].Before.HasFlag(Marks.Colon);
            Set(features, EventFeature.Attribution, phrase.Is(Role.Attribution) && isLast && isSetOff);
            if (phrase.Is(Role.Country) || phrase.Is(Role.Leader) || phrase.Is(Role.Ministry))
            {
                string? country = phrase.Country;
                firstCountry ??= country;
                Set(features, EventFeature.TwoSides, country != firstCountry);
            }
        }

        // "Merkel: ..." has somebody speak.
        speechVerb |= speaker;
        bool isActive = verb < tokens.Length && tokens[verb].Of(text).EndsWith("s", StringComparison.OrdinalIgnoreCase);
        // What such a company does itself is business, what it says of states is not.
        Set(features, EventFeature.StateCompany, company || (subject is Role.Company && (speechVerb || !isActive)));
        // "Charges Huawei and its CFO" is no business news.
        Set(features, EventFeature.Executive, executive && !(company && state));
        Set(features, EventFeature.StateOnState, state && features[(int)EventFeature.TwoSides] > 0);
        Set(features, EventFeature.SubjectState, state);
        // "Soybeans tumble".
        Set(features, EventFeature.SubjectMarket, subject is Role.Market || (subject is Role.Topic && firstAct is not null && firstAct.Is(Role.Move) && !firstAct.IsAny(Acts)));
        Set(features, EventFeature.SubjectBusiness, subject is Role.Sector or Role.Corporate or Role.Executive || (subject is Role.Company && isActive && !speechVerb));
        Set(features, EventFeature.SubjectBarrier, subject is Role.Barrier);
        Set(features, EventFeature.SubjectCooperation, subject is Role.Cooperation);
        Set(features, EventFeature.SubjectData, subject is Role.Data or Role.Survey);
        Set(features, EventFeature.SubjectUnknown, subject is null);
        Set(features, EventFeature.UnknownVerb, state && isVerbUnknown && topicInMain);
        // "Tariffs lifted", "tariffs take effect", but not "tariffs push up prices".
        bool hasEffect = features[(int)EventFeature.Effect] + features[(int)EventFeature.Data] + features[(int)EventFeature.Market] + features[(int)EventFeature.Business] > 0;
        Set(features, EventFeature.BarrierChanges, subject is Role.Barrier && !hasEffect && firstAct is not null
            && ((firstAct.Is(Role.PolarityShifter) && firstAct.As(Role.PolarityShifter).Group.Inflect is not null) || firstAct.As(Role.Certainty).Code == "in_force"));
        // "Tariffs threaten growth" is what they do to others.
        Set(features, EventFeature.Effect, subject is Role.Barrier && firstAct is not null && firstAct.Is(Role.Escalate) && !firstAct.IsAny(Changes) && firstAct.As(Role.Escalate).Group.Inflect is not null);
        Set(features, EventFeature.SubjectMood, subject is Role.Mood);
        Set(features, EventFeature.SubjectCompany, subject is Role.Company);
        Set(features, EventFeature.ActByState, state && actVerb && topicInMain);
        Set(features, EventFeature.SpeechByState, (state || speaker) && speechVerb && topic);
        Set(features, EventFeature.Act, actVerb && topicInMain);
        Set(features, EventFeature.SubordinateOnly, topic && !topicInMain);
        Set(features, EventFeature.Question, isQuestion);
        features[(int)EventFeature.Relevance] = Math.Clamp((relevance + 1) / 2, -1, 2);
        // "Shares rise as tariffs are lifted": the direction is not the subject's doing.
        bool isOthers = subject is Role.Market or Role.Sector or Role.Corporate or Role.Executive or Role.Survey or Role.Data;
        features[(int)EventFeature.Stance] = isOthers ? 0 : Math.Min(1.5, Math.Max(stance.Escalation, stance.Easing));
        foreach (Token token in tokens)
        {
            Set(features, EventFeature.Quantity, token.IsPercent || (token.IsNumber && token.Before >= Marks.Dollar));
        }
    }

    // The last noun before the verb heads the subject: "US" acts in "US slaps duties", "US farmers" do not.
    private static (Role? Subject, int Verb, bool IsVerbUnknown) Subject(SentenceReading sentence, ReadOnlySpan<Token> tokens, string text)
    {
        Role? subject = null;
        bool canAct = false;
        bool isPlural = false;
        int next = sentence.MainStart;
        ReadOnlySpan<TermMatch> found = sentence.Matches;
        for (int i = 0; i < found.Length; i++)
        {
            TermMatch item = found[i];
            if (item.Token < sentence.MainStart || item.Clause != sentence.MainClause)
            {
                continue;
            }

            if (item.Token > next && !(item.Token - next == 1 && tokens[next].IsNumber))
            {
                // "Leaders skirt", "China skirts".
                if (canAct && (LooksLikeVerb(tokens[next].Of(text)) || (isPlural && item.Token == next + 1)))
                {
                    return (subject, next, true);
                }

                // A word that the lexicon does not know stands between, and heads the subject.
                subject = null;
            }

            Phrase phrase = item.Phrase;
            // "No breakthrough at talks" says what happens without a verb.
            if (item.Token == sentence.MainStart && phrase.Is(Role.PolarityShifter) && phrase.As(Role.PolarityShifter).Code == "without")
            {
                return (null, item.Token, false);
            }

            // "Firms" that go up are no subject's verb behind a country, and "US ban on Huawei" is a thing.
            bool isThing = phrase.Is(Role.Barrier) && i + 1 < found.Length && found[i + 1].Token == item.Token + item.Length && found[i + 1].Phrase.Is(Role.Preposition);
            bool isVerb = phrase.IsAny(Verbs) || (phrase.Is(Role.Certainty) && canAct);
            if (item.Token > sentence.MainStart && ((isVerb && !phrase.IsAny(Businesses) && !isThing) || phrase.Is(Role.Preposition)))
            {
                return (subject, item.Token, false);
            }

            if (!phrase.Is(Role.Function))
            {
                subject = Noun(phrase);
                Token last = tokens[item.Token + item.Length - 1];
                isPlural = phrase.Is(Role.Official) && last.Of(text)[^1] == 's';
                canAct = phrase.IsActor && !phrase.Is(Role.Demonym) && !last.IsPossessive;
            }

            next = item.Token + item.Length;
        }

        return canAct && next < tokens.Length && LooksLikeVerb(tokens[next].Of(text)) ? (subject, next, true) : (subject, next, false);
    }

    // Headlines are in the present: an unknown word in -s, -ed or -ing behind an actor is its verb, unless it ends as nouns do.
    private static bool LooksLikeVerb(ReadOnlySpan<char> word)
    {
        if (word.EndsWith("ed", StringComparison.OrdinalIgnoreCase) || word.EndsWith("ing", StringComparison.OrdinalIgnoreCase))
        {
            return word.Length > 4;
        }

        if (word.Length < 4 || !word.EndsWith("s", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        foreach (string ending in NounEndings)
        {
            if (word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    private static Role? Noun(Phrase phrase)
    {
        foreach (Role role in (ReadOnlySpan<Role>)
            [
                Role.Leader, Role.Ministry, Role.Country, Role.Official, Role.Group, Role.Market, Role.Executive, Role.Sector, Role.Corporate, Role.Survey, Role.Mood, Role.Data,
                Role.Barrier, Role.Cooperation, Role.Company, Role.Context, Role.Topic,
            ])
        {
            if (phrase.Is(role))
            {
                return role;
            }
        }

        return null;
    }

    // A label says what the article is: "Factbox: ...".
    private static void Mark(Span<double> features, EventFeature feature, bool holds, bool isLabel)
    {
        if (holds)
        {
            features[(int)feature] = Math.Max(features[(int)feature], isLabel ? 2 : 1);
        }
    }

    private static void Set(Span<double> features, EventFeature feature, bool holds)
    {
        if (holds)
        {
            features[(int)feature] = 1;
        }
    }
}
