using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Which way a sentence points: sign(verb) x sign(object), clause by clause. "Scrap" and "tariffs" ease, "scrap" and "talks" escalate; reversals multiply,
/// so "refuses to lift tariffs" escalates.
/// </summary>
internal sealed class StanceReading
{
    private const double Bare = 0.45;
    private const double Clear = 0.5;
    private const double BackgroundWeight = 0.3;
    private const int ReversalReach = 7;
    private const int TrailingReach = 4;

    private double _escalatingClause;
    private double _easingClause;
    private double _pending;
    private int _pendingToken;

    /// <summary>Whether one clause escalates and another eases, each clearly: both sides of a headline count.</summary>
    public bool IsDivided => Math.Min(_escalatingClause, _easingClause) >= Clear;

    /// <summary>Weight of what escalates.</summary>
    public double Escalation { get; private set; }

    /// <summary>Weight of what eases.</summary>
    public double Easing { get; private set; }

    /// <summary>Weight of developments without a direction.</summary>
    public double Neutral { get; private set; }

    /// <summary>Adds a sentence.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="weight">How much it counts.</param>
    public void Add(SentenceReading sentence, double weight)
    {
        ReadOnlySpan<Found> found = sentence.Found;
        for (int start = 0; start < found.Length;)
        {
            int end = start + 1;
            while (end < found.Length && found[end].Clause == found[start].Clause)
            {
                end++;
            }

            double factor = sentence.KindOf(found[start].Clause) switch
            {
                ClauseKind.Background => BackgroundWeight,
                _ => 1,
            };
            double before = Escalation - Easing;
            AddClause(found[start..end], weight * factor);
            double net = Escalation - Easing - before;
            _escalatingClause = Math.Max(_escalatingClause, net);
            _easingClause = Math.Max(_easingClause, -net);
            start = end;
        }
    }

    private void AddClause(ReadOnlySpan<Found> clause, double weight)
    {
        int reversals = 0;
        int lastReversal = -100;
        bool reversalUsed = true;
        bool made = false;
        bool escalated = false;
        bool eased = false;
        bool exempted = false;
        double easeIfUnused = 0;
        (double Signed, int Token) last = (0, -100);
        for (int i = 0; i < clause.Length; i++)
        {
            Found item = clause[i];
            Phrase phrase = item.Phrase;
            if (phrase.Is(Role.Pseudo) || phrase.Is(Role.Noise))
            {
                continue;
            }

            if (item.Token - lastReversal > ReversalReach)
            {
                reversals = 0;
            }

            bool isReversed = reversals % 2 == 1;
            bool isObject = phrase.Is(Role.Barrier) || phrase.Is(Role.Cooperation) || phrase.Is(Role.Company);
            bool isReverse = phrase.Is(Role.Reverse);
            if (phrase.Is(Role.Neutral))
            {
                Neutral += weight * phrase.As(Role.Neutral).Group.Strength;
            }

            // "Ban" and "probe" are things after an article or a country and acts before an object; as both, the act is the safer reading.
            if (isObject && !(isReverse && !made && item.Token == 0))
            {
                double signed = Signed(phrase, isReversed, made || reversals > 0, escalated, eased, exempted);
                exempted |= phrase.Is(Role.Cooperation) && phrase.As(Role.Cooperation).Code is "exemption" or "delay";
                Put(signed * weight);
                last = (signed * weight, item.Token);
                reversals = 0;
                reversalUsed = true;
                continue;
            }

            if (isReverse)
            {
                reversals++;
                lastReversal = item.Token;
                reversalUsed = false;
                easeIfUnused = phrase.Is(Role.Ease) ? phrase.As(Role.Ease).Group.Strength : 0;
                bool isAttribute = i > 0 && clause[i - 1].Phrase.Is(Role.Preposition) && clause[i - 1].Token + clause[i - 1].Length == item.Token;
                if (item.Token - last.Token <= TrailingReach && last.Signed != 0 && !isAttribute)
                {
                    _pending = last.Signed;
                    _pendingToken = item.Token;
                }

                if (!phrase.Is(Role.Escalate))
                {
                    continue;
                }
            }

            if (phrase.Is(Role.Escalate) || phrase.Is(Role.Ease))
            {
                bool escalates = phrase.Is(Role.Escalate);
                bool isAdjective = i + 1 < clause.Length && isReversed && !isReverse
                    && clause[i + 1].Token == item.Token + item.Length && (clause[i + 1].Phrase.Is(Role.Barrier) || clause[i + 1].Phrase.Is(Role.Cooperation));
                if (isAdjective)
                {
                    continue;
                }

                escalated |= escalates && !isReversed;
                eased |= !escalates && !isReversed;
                double strength = phrase.As(escalates ? Role.Escalate : Role.Ease).Group.Strength;
                double signed = (escalates ? strength : -strength) * (isReversed && !isReverse ? -0.8 : 1);
                Put(signed * weight);
                made = true;
                if (isReversed && !isReverse)
                {
                    reversals = 0;
                    reversalUsed = true;
                }
            }

            made |= phrase.Is(Role.Raise);
        }

        // "Tariffs lifted", "talks stall": a reversal without an object of its own turns the one before it.
        if (!reversalUsed && _pending != 0 && _pendingToken == lastReversal)
        {
            Put(-_pending);
            Put(-_pending, remove: true);
        }
        else if (!reversalUsed && easeIfUnused > 0)
        {
            Put(-easeIfUnused * weight);
        }

        _pending = 0;
    }

    private static double Signed(Phrase phrase, bool isReversed, bool isGoverned, bool escalated, bool eased, bool exempted)
    {
        if (phrase.Is(Role.Barrier))
        {
            // What one is exempt from, or agrees about, is the old barrier, not a new one.
            double strength = exempted ? 0 : phrase.As(Role.Barrier).Group.Strength * (isGoverned && !eased ? 1 : Bare);
            return isReversed ? -phrase.As(Role.Barrier).Group.Strength : strength;
        }

        if (phrase.Is(Role.Cooperation))
        {
            // A deal that is breached or complained about is no new deal.
            double strength = phrase.As(Role.Cooperation).Group.Strength;
            return isReversed ? strength : -strength * (escalated ? Bare / 2 : isGoverned ? 1 : Bare);
        }

        return isReversed ? 0.8 : 0;
    }

    private void Put(double signed, bool remove = false)
    {
        if (remove)
        {
            // The object's own reading is taken back, and at full weight it counts the other way.
            if (signed < 0)
            {
                Escalation = Math.Max(0, Escalation + signed);
            }
            else
            {
                Easing = Math.Max(0, Easing - signed);
            }

            return;
        }

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
