namespace MarketPulse.Core.Events.Detection;

/// <summary>The subject of a headline's main clause.</summary>
/// <param name="Noun">Role of the noun that heads it; null if the lexicon does not know the noun.</param>
/// <param name="Verb">Index of the word after the subject: the verb, if there is one.</param>
/// <param name="IsVerbUnknown">Whether the verb is not in the lexicon.</param>
internal readonly record struct HeadlineSubject(Role? Noun, int Verb, bool IsVerbUnknown)
{
    private static readonly ulong Businesses = Phrase.Mask(Role.Sector, Role.Corporate);
    private static readonly ulong Verbs = Phrase.Mask(
        Role.Raise, Role.PolarityShifter, Role.Escalate, Role.Ease, Role.Speech,
        Role.Effect, Role.Move);

    private static readonly Role[] NounRoles =
    [
        Role.Leader, Role.Ministry, Role.Country, Role.Official, Role.Group,
        Role.Market, Role.Executive, Role.Sector, Role.Corporate, Role.Survey,
        Role.Mood, Role.Data, Role.Barrier, Role.Cooperation, Role.Company,
        Role.Context, Role.Topic,
    ];

    private static readonly string[] NounEndings =
    [
        "ss", "us", "is", "ers", "ors", "ists", "ians", "ees", "ions", "ments", "ings", "ities", "ants", "ents", "als", "ships",
        "ages", "ics", "isms", "ries", "cies",
    ];

    /// <summary>Whether a government, a leader or an authority acts.</summary>
    public bool IsState => Noun is Role.Country or Role.Group or Role.Leader or Role.Ministry or Role.Official;

    /// <summary>
    /// Whether markets, firms or data are the subject, so that the direction is not the subject's doing: "shares rise as tariffs are
    /// lifted".
    /// </summary>
    public bool IsBystander => IsBusiness || Noun is Role.Market or Role.Survey or Role.Data;

    /// <summary>Whether firms or people by occupation are the subject.</summary>
    public bool IsBusiness => Noun is Role.Sector or Role.Corporate or Role.Executive;

    /// <summary>
    /// Finds the subject. The last noun before the verb heads it: "US" acts in "US slaps duties", but not in "US farmers".
    /// </summary>
    public static HeadlineSubject Find(SentenceReading sentence)
    {
        Head head = default;
        int next = sentence.MainStart;
        ReadOnlySpan<TermMatch> matches = sentence.Matches;
        for (int i = 0; i < matches.Length; i++)
        {
            TermMatch match = matches[i];
            if (match.Token < sentence.MainStart || match.Clause != sentence.MainClause)
            {
                continue;
            }

            if (IsUnknownWord(sentence, next, match.Token))
            {
                // "China skirts" has a verb there, and so has "leaders skirt".
                if (head.CanAct && (LooksLikeVerb(sentence.Spelling(next)) || (head.IsPlural && match.Token == next + 1)))
                {
                    return new(head.Noun, next, IsVerbUnknown: true);
                }

                // Otherwise the unknown word heads the subject.
                head = head with { Noun = null };
            }

            if (match.Token == sentence.MainStart && match.Phrase.As(Role.PolarityShifter).Code == "without")
            {
                // "No breakthrough at talks" has no subject.
                return new(null, match.Token, IsVerbUnknown: false);
            }

            if (match.Token > sentence.MainStart && EndsSubject(matches, i, head.CanAct))
            {
                return new(head.Noun, match.Token, IsVerbUnknown: false);
            }

            head = match.Phrase.Is(Role.Function) ? head : Head.From(match, sentence);
            next = match.End;
        }

        bool isUnknown = head.CanAct && next < sentence.Tokens.Length && LooksLikeVerb(sentence.Spelling(next));
        return new(head.Noun, next, isUnknown);
    }

    // Whether words that the lexicon does not know stand between two terms, other than a single number.
    private static bool IsUnknownWord(SentenceReading sentence, int from, int to) =>
        to > from && !(to - from == 1 && sentence.Tokens[from].IsNumber);

    // A verb or a preposition. "Firms" is not a verb after a country, and "US ban on Huawei" is a thing.
    private static bool EndsSubject(ReadOnlySpan<TermMatch> matches, int i, bool canAct)
    {
        Phrase phrase = matches[i].Phrase;
        bool isThing = phrase.Is(Role.Barrier) && i + 1 < matches.Length
            && matches[i + 1].Token == matches[i].End && matches[i + 1].Phrase.Is(Role.Preposition);
        bool isVerb = phrase.IsAny(Verbs) || (phrase.Is(Role.Certainty) && canAct);
        return (isVerb && !phrase.IsAny(Businesses) && !isThing) || phrase.Is(Role.Preposition);
    }

    // Headlines are in the present tense: an unknown word in -s, -ed or -ing after an actor is a verb, unless it ends as nouns do.
    private static bool LooksLikeVerb(ReadOnlySpan<char> word)
    {
        if (EndsWith(word, "ed") || EndsWith(word, "ing"))
        {
            return word.Length > 4;
        }

        if (word.Length < 4 || !EndsWith(word, "s"))
        {
            return false;
        }

        foreach (string ending in NounEndings)
        {
            if (EndsWith(word, ending))
            {
                return false;
            }
        }

        return true;
    }

    private static bool EndsWith(ReadOnlySpan<char> word, string ending) => word.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>The last noun so far.</summary>
    private readonly record struct Head(Role? Noun, bool CanAct, bool IsPlural)
    {
        public static Head From(TermMatch match, SentenceReading sentence)
        {
            Phrase phrase = match.Phrase;
            Token last = sentence.Tokens[match.End - 1];
            bool canAct = phrase.IsActor && !phrase.Is(Role.Demonym) && !last.IsPossessive;
            bool isPlural = phrase.Is(Role.Official) && last.SpellingIn(sentence.Text)[^1] == 's';
            return new Head(NounRole(phrase), canAct, isPlural);
        }

        private static Role? NounRole(Phrase phrase)
        {
            foreach (Role role in NounRoles)
            {
                if (phrase.Is(role))
                {
                    return role;
                }
            }

            return null;
        }
    }
}
