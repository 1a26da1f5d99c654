using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Which way a sentence points: sign(verb) x sign(object), clause by clause. "Scrap" and "tariffs" ease, "scrap" and "talks" escalate; reversals multiply,
/// so "refuses to lift tariffs" escalates.
/// </summary>
internal sealed class StanceReading
{
    private const double Bare = 0.45;
    private const double BackgroundWeight = 0.3;
    private const int ReversalReach = 7;
    private const int TrailingReach = 4;

    private double _pending;
    private int _pendingToken;

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
            AddClause(found[start..end], weight * factor);
            start = end;
        }
    }

    private void AddClause(ReadOnlySpan<Found> clause, double weight)
    {
        int reversals = 0;
        int lastReversal = -100;
        bool reversalUsed = true;
        bool made = false;
        (double Signed, int Token) last = (0, -100);
        foreach (Found item in clause)
        {
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
                double sign = phrase.Is(Role.Barrier) ? 1 : -1;
                double strength = phrase.Is(Role.Barrier) ? phrase.As(Role.Barrier).Group.Strength
                    : phrase.Is(Role.Cooperation) ? phrase.As(Role.Cooperation).Group.Strength
                    : made || reversals > 0 ? 0.8 : 0;
                bool governed = made || reversals > 0;
                double signed = (isReversed ? -sign : sign) * strength * (governed ? 1 : Bare);
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
                if (item.Token - last.Token <= TrailingReach && last.Signed != 0)
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

        _pending = 0;
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
