namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// The direction of one or more sentences: sign(verb) x sign(object), clause by clause. "Scrap" with "tariffs" eases, "scrap" with "talks"
/// escalates. Polarity shifters multiply, so "refuses to lift tariffs" escalates.
/// </summary>
internal sealed class StanceReading(StanceWeights weights)
{
    // As much as one tariff imposed.
    private const double RuleWeight = 1;

    private static readonly ulong Acts = Phrase.Mask(Role.Raise, Role.PolarityShifter, Role.Escalate, Role.Ease);

    private readonly List<Rule> _applied = [];
    private double _escalatingClause;
    private double _easingClause;

    // Weight without a direction: of all clauses, and of the clause with the clearest direction.
    private double _neutral;
    private double _clearest;
    private double _neutralInClearest;

    /// <summary>Weight of what escalates.</summary>
    public double Escalation { get; private set; }

    /// <summary>Weight of what eases.</summary>
    public double Easing { get; private set; }

    /// <summary>The direction that all sentences together have.</summary>
    public Stance Direction
    {
        get
        {
            StanceThresholds thresholds = weights.Threshold;
            double larger = Math.Max(Escalation, Easing);
            double smaller = Math.Min(Escalation, Easing);
            if (larger < thresholds.Directed || (larger < thresholds.Decided && Neutral >= larger * thresholds.NeutralShare))
            {
                return Stance.Neutral;
            }

            if (IsDivided || (smaller >= thresholds.Mixed && smaller > larger * thresholds.MixedShare))
            {
                return Stance.Mixed;
            }

            return Escalation >= Easing ? Stance.Escalation : Stance.Deescalation;
        }
    }

    // "Reach deal, discuss next steps" has a direction although one clause has none.
    private double Neutral => _clearest > weights.Threshold.Clear ? _neutralInClearest : _neutral;

    // Whether one clause clearly escalates and another clearly eases.
    private bool IsDivided => Math.Min(_escalatingClause, _easingClause) >= weights.Threshold.Clear;

    /// <summary>Adds a sentence.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="weight">Factor on its weights: 1 for a title, less further down.</param>
    public void Add(SentenceReading sentence, double weight)
    {
        ReadOnlySpan<TermMatch> matches = sentence.Matches;
        _applied.Clear();
        for (int start = 0; start < matches.Length;)
        {
            int end = start + 1;
            while (end < matches.Length && matches[end].Clause == matches[start].Clause)
            {
                end++;
            }

            ClauseKind kind = KindOf(sentence, matches[start..end]);
            if (RuleOver(sentence, matches[start].Clause) is { } rule)
            {
                Apply(rule, kind, weight);
            }
            else
            {
                var clause = new ClauseStance(matches[start..end], new ClauseContext(kind, sentence.Rate, weights.Object));
                Add(clause.Read(), kind, weight);
            }

            start = end;
        }
    }

    // "As US raises tariffs" and "despite new tariffs" state a second act, "amid tariff row" and "despite tariffs" only the background.
    private static ClauseKind KindOf(SentenceReading sentence, ReadOnlySpan<TermMatch> clause)
    {
        ClauseKind kind = sentence.KindOf(clause[0].Clause);
        if (kind is not (ClauseKind.Concurrent or ClauseKind.Contrast))
        {
            return kind;
        }

        bool hasSubject = false;
        foreach (TermMatch match in clause)
        {
            bool isNew = match.Phrase.Is(Role.Function) && match.Length == 1 && IsNew(sentence.Spelling(match.Token));
            if (isNew || (hasSubject && IsVerb(match.Phrase)))
            {
                return kind;
            }

            hasSubject |= match.Phrase.IsActor || match.Phrase.Is(Role.Barrier);
        }

        return ClauseKind.Background;
    }

    private static bool IsVerb(Phrase phrase)
    {
        foreach (PhraseRole role in phrase.Roles)
        {
            if ((Phrase.Mask(role.Role) & Acts) != 0 && role.Group.Inflect == "verb")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNew(ReadOnlySpan<char> word) =>
        word.Equals("new", StringComparison.OrdinalIgnoreCase) || word.Equals("fresh", StringComparison.OrdinalIgnoreCase)
        || word.Equals("further", StringComparison.OrdinalIgnoreCase) || word.Equals("more", StringComparison.OrdinalIgnoreCase);

    // The first rule with a direction that holds for a clause: it decides in place of the words.
    private static Rule? RuleOver(SentenceReading sentence, int clause)
    {
        foreach (RuleMatch match in sentence.Rules)
        {
            if (match.Rule.Stance is not null
                && sentence.ClauseOf(match.Span.Token) <= clause && clause <= sentence.ClauseOf(match.Span.End - 1))
            {
                return match.Rule;
            }
        }

        return null;
    }

    // A rule that spans several clauses counts once.
    private void Apply(Rule rule, ClauseKind kind, double weight)
    {
        if (!_applied.Contains(rule))
        {
            _applied.Add(rule);
            Add(
                new DirectionWeights
                {
                    Escalation = rule.Stance is Stance.Escalation or Stance.Mixed ? RuleWeight : 0,
                    Easing = rule.Stance is Stance.Deescalation or Stance.Mixed ? RuleWeight : 0,
                    Neutral = rule.Stance is Stance.Neutral ? RuleWeight : 0,
                },
                kind,
                weight);
        }
    }

    private void Add(DirectionWeights clause, ClauseKind kind, double weight)
    {
        double factor = weight * kind switch
        {
            ClauseKind.Background => weights.Place.Background,
            ClauseKind.Concurrent or ClauseKind.Contrast => weights.Place.Concurrent,
            _ => 1,
        };
        Escalation += clause.Escalation * factor;
        Easing += clause.Easing * factor;
        _neutral += clause.Neutral * factor;
        double direction = Math.Max(clause.Escalation, clause.Easing) * factor;
        if (direction > _clearest)
        {
            (_clearest, _neutralInClearest) = (direction, clause.Neutral * factor);
        }

        // A concurrent or contrasting clause counts in full when it points the other way.
        double net = (clause.Escalation - clause.Easing) * (kind is ClauseKind.Concurrent or ClauseKind.Contrast ? weight : factor);
        _escalatingClause = Math.Max(_escalatingClause, net);
        _easingClause = Math.Max(_easingClause, -net);
    }
}
