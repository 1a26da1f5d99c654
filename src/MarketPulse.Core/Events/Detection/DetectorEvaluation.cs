namespace MarketPulse.Core.Events.Detection;

/// <summary>Compares the detector, and simpler rules, with the judgement of readers.</summary>
public sealed class DetectorEvaluation
{
    private readonly List<(LabelledHeadline Label, ArticleVerdict Verdict)> _rows = [];

    /// <summary>Classifies every headline.</summary>
    /// <param name="detector">The detector to evaluate.</param>
    /// <param name="labels">Headlines with the judgement of readers.</param>
    public DetectorEvaluation(TradeDetector detector, IReadOnlyList<LabelledHeadline> labels)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(labels);
        foreach (LabelledHeadline label in labels)
        {
            ArticleVerdict verdict = detector.Detect(new Article
            {
                Id = label.Id,
                Feed = "labels",
                Title = label.Title,
                Published = new DateTimeOffset(label.Published, TimeOnly.MinValue, TimeSpan.Zero),
            });
            _rows.Add((label, verdict));
        }

        Methods =
        [
            Agreement.Between("marketpulse", _rows.Select(row => (row.Verdict.IsEvent, row.Label.IsEvent))),
            Agreement.Between(
                "marketpulse_held_out",
                _rows.Where(row => EventModelFit.IsHeldOut(row.Label.Id)).Select(row => (row.Verdict.IsEvent, row.Label.IsEvent))),
            Agreement.Between("keywords", labels.Select(label => (BaselineRules.HasKeyword(label.Title), label.IsEvent))),
            Agreement.Between("tpu_rule", labels.Select(label => (BaselineRules.IsPolicyUncertainty(label.Title), label.IsEvent))),
        ];
    }

    /// <summary>
    /// Agreement on whether a headline reports a development: of the detector, of the detector on the held-out third, and of the baselines.
    /// </summary>
    public IReadOnlyList<Agreement> Methods { get; }

    /// <summary>
    /// Share of true developments with the right direction, 0 to 1. One that the detector does not recognise counts as neutral.
    /// </summary>
    public double StanceAccuracy => Accuracy(_ => true);

    /// <summary>The same on the held-out third.</summary>
    public double HeldOutStanceAccuracy => Accuracy(label => EventModelFit.IsHeldOut(label.Id));

    /// <summary>
    /// Factor by which the detector's errors shrink a sensitivity per intensity point: among the headlines it takes for events, the share
    /// with the right direction less the share with the opposite one.
    /// </summary>
    public double Attenuation
    {
        get
        {
            int found = _rows.Count(row => row.Verdict.IsEvent);
            int right = _rows.Count(row => row.Verdict.IsEvent && row.Label.IsEvent && row.Label.Stance == row.Verdict.Stance);
            int opposite = _rows.Count(row => row.Verdict.IsEvent && row.Label.IsEvent && (row.Label.Stance, row.Verdict.Stance)
                is (Stance.Escalation, Stance.Deescalation) or (Stance.Deescalation, Stance.Escalation));
            return found == 0 ? 0 : (double)(right - opposite) / found;
        }
    }

    private double Accuracy(Func<LabelledHeadline, bool> counts)
    {
        bool[] right =
            [.. _rows.Where(row => row.Label.IsEvent && counts(row.Label)).Select(row => row.Label.Stance == row.Verdict.Stance)];
        return right.Length == 0 ? 0 : (double)right.Count(isRight => isRight) / right.Length;
    }

    /// <summary>Number of true developments by true and detected direction.</summary>
    /// <param name="truth">Direction that readers give.</param>
    /// <param name="read">Direction that the detector gives.</param>
    public int Confusion(Stance truth, Stance read) =>
        _rows.Count(row => row.Label.IsEvent && row.Label.Stance == truth && row.Verdict.Stance == read);

    /// <summary>
    /// The errors that the detector was most certain about, by the distance of the relevance from the true answer, 0 or 1.
    /// </summary>
    /// <param name="count">Maximum number of errors.</param>
    public IReadOnlyList<(LabelledHeadline Label, ArticleVerdict Verdict)> WorstMisses(int count) =>
    [
        .. _rows.Where(row => row.Verdict.IsEvent != row.Label.IsEvent)
            .OrderByDescending(row => row.Verdict.IsEvent ? row.Verdict.Relevance : 1 - row.Verdict.Relevance)
            .ThenBy(row => row.Label.Id, StringComparer.Ordinal)
            .Take(count)
            .Select(row => (row.Label, row.Verdict)),
    ];
}

/// <summary>Agreement of a method with readers.</summary>
/// <param name="Method">Code of the method, e.g. <c>marketpulse</c>.</param>
/// <param name="Precision">Share of the events it finds that are true, 0 to 1.</param>
/// <param name="Recall">Share of the true events that it finds, 0 to 1.</param>
/// <param name="F1">Harmonic mean of precision and recall, 0 to 1.</param>
public sealed record Agreement(string Method, double Precision, double Recall, double F1)
{
    internal static Agreement Between(string method, IEnumerable<(bool Found, bool IsTrue)> rows)
    {
        int both = 0;
        int found = 0;
        int actual = 0;
        foreach ((bool isFound, bool isTrue) in rows)
        {
            both += isFound && isTrue ? 1 : 0;
            found += isFound ? 1 : 0;
            actual += isTrue ? 1 : 0;
        }

        return new Agreement(
            method,
            found == 0 ? 0 : Math.Round((double)both / found, 4),
            actual == 0 ? 0 : Math.Round((double)both / actual, 4),
            found + actual == 0 ? 0 : Math.Round(2.0 * both / (found + actual), 4));
    }
}
