namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Which way a sentence points: sign(verb) x sign(object), clause by clause. "Scrap" and "tariffs" ease, "scrap" and "talks" escalate; reversals multiply,
/// so "refuses to lift tariffs" escalates.
/// </summary>
internal sealed class StanceReading
{
    private const double Clear = 0.5;
    private const double BackgroundWeight = 0.3;
    private const double ConcurrentWeight = 0.7;

    private double _escalatingClause;
    private double _easingClause;

    // What has no direction: in all clauses, and in the one that points most clearly.
    private double _neutral;
    private double _clearest;
    private double _neutralInClearest;

    /// <summary>Whether one clause escalates and another eases, each clearly: both sides of a headline count.</summary>
    public bool IsDivided => Math.Min(_escalatingClause, _easingClause) >= Clear;

    /// <summary>Weight of what escalates.</summary>
    public double Escalation { get; private set; }

    /// <summary>Weight of what eases.</summary>
    public double Easing { get; private set; }

    /// <summary>Weight of developments without a direction: "reach deal, discuss next steps" has one all the same.</summary>
    public double Neutral => _clearest > Clear ? _neutralInClearest : _neutral;

    /// <summary>Adds a sentence.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="weight">How much it counts.</param>
    public void Add(SentenceReading sentence, double weight)
    {
        ReadOnlySpan<TermMatch> found = sentence.Matches;
        for (int start = 0; start < found.Length;)
        {
            int end = start + 1;
            while (end < found.Length && found[end].Clause == found[start].Clause)
            {
                end++;
            }

            ClauseKind kind = sentence.KindOf(found[start].Clause);
            double factor = weight * kind switch
            {
                ClauseKind.Background => BackgroundWeight,
                ClauseKind.Concurrent or ClauseKind.Contrast => ConcurrentWeight,
                _ => 1,
            };
            var clause = new ClauseStance(found[start..end], sentence.Rate, kind);
            clause.Read();
            Escalation += clause.Escalation * factor;
            Easing += clause.Easing * factor;
            _neutral += clause.Neutral * factor;
            double direction = Math.Max(clause.Escalation, clause.Easing) * factor;
            if (direction > _clearest)
            {
                (_clearest, _neutralInClearest) = (direction, clause.Neutral * factor);
            }

            // What happens at the same time, or in spite of what, counts whole when it points the other way.
            double net = (clause.Escalation - clause.Easing) * (kind is ClauseKind.Concurrent or ClauseKind.Contrast ? weight : factor);
            _escalatingClause = Math.Max(_escalatingClause, net);
            _easingClause = Math.Max(_easingClause, -net);
            start = end;
        }
    }
}
