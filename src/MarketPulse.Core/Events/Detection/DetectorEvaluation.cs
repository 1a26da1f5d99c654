namespace MarketPulse.Core.Events.Detection;

/// <summary>How well the detector, and simpler rules beside it, find the developments that readers found.</summary>
public sealed class DetectorEvaluation
{
    private readonly List<(LabelledHeadline Label, ArticleVerdict Verdict, Stance Stance)> _rows = [];

    /// <summary>Judges every headline.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="labels">Labelled headlines.</param>
    public DetectorEvaluation(TradeDetector detector, IReadOnlyList<LabelledHeadline> labels)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(labels);
        foreach (LabelledHeadline label in labels)
        {
            (ArticleVerdict verdict, Stance stance) = detector.Judge(
                new Article { Id = label.Id, Feed = "labels", Title = label.Title, Published = new DateTimeOffset(label.Published, TimeOnly.MinValue, TimeSpan.Zero) });
            _rows.Add((label, verdict, stance));
        }

        Methods =
        [
            Agreement.Of("marketpulse", _rows.Select(row => (row.Verdict.IsEvent, row.Label.IsEvent))),
            Agreement.Of("marketpulse_held_out", _rows.Where(row => EventModelFit.IsHeldOut(row.Label.Id)).Select(row => (row.Verdict.IsEvent, row.Label.IsEvent))),
            Agreement.Of("keywords", labels.Select(label => (BaselineRules.HasKeyword(label.Title), label.IsEvent))),
            Agreement.Of("tpu_rule", labels.Select(label => (BaselineRules.IsPolicyUncertainty(label.Title), label.IsEvent))),
        ];
    }

    /// <summary>Agreement on whether a headline reports a development: the detector, the same on the third that its weights were not fitted on, then the baselines.</summary>
    public IReadOnlyList<Agreement> Methods { get; }

    /// <summary>Share of true developments whose direction is read right, 0 to 1, whether or not the detector took them for one.</summary>
    public double StanceAccuracy => Accuracy(_ => true);

    /// <summary>The same on the third that was held out.</summary>
    public double HeldOutStanceAccuracy => Accuracy(label => EventModelFit.IsHeldOut(label.Id));

    /// <summary>
    /// What is left of a sensitivity per intensity point after the detector's errors: precision x (right directions - opposite directions) among the events it finds.
    /// </summary>
    public double Attenuation
    {
        get
        {
            int found = _rows.Count(row => row.Verdict.IsEvent);
            int right = _rows.Count(row => row.Verdict.IsEvent && row.Label.IsEvent && row.Label.Stance == row.Stance);
            int opposite = _rows.Count(row => row.Verdict.IsEvent && row.Label.IsEvent
                && (row.Label.Stance, row.Stance) is (Stance.Escalation, Stance.Deescalation) or (Stance.Deescalation, Stance.Escalation));
            return found == 0 ? 0 : (double)(right - opposite) / found;
        }
    }

    private double Accuracy(Func<LabelledHeadline, bool> counts)
    {
        int events = _rows.Count(row => row.Label.IsEvent && counts(row.Label));
        return events == 0 ? 0 : (double)_rows.Count(row => row.Label.IsEvent && counts(row.Label) && row.Label.Stance == row.Stance) / events;
    }

    /// <summary>How many true developments of one direction are read as another.</summary>
    public int Confusion(Stance truth, Stance read) => _rows.Count(row => row.Label.IsEvent && row.Label.Stance == truth && row.Stance == read);

    /// <summary>The misses the detector was surest of: events it left out and others it took for events, by distance of the relevance from its threshold.</summary>
    public IReadOnlyList<(LabelledHeadline Label, ArticleVerdict Verdict)> WorstMisses(int count) =>
    [
        .. _rows.Where(row => row.Verdict.IsEvent != row.Label.IsEvent)
            .OrderByDescending(row => row.Verdict.IsEvent ? row.Verdict.Relevance : 1 - row.Verdict.Relevance)
            .ThenBy(row => row.Label.Id, StringComparer.Ordinal)
            .Take(count)
            .Select(row => (row.Label, row.Verdict)),
    ];
}

/// <summary>How a method and a reader agree.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Precision">Share of what it finds that is right.</param>
/// <param name="Recall">Share of what is right that it finds.</param>
/// <param name="F1">Their harmonic mean.</param>
public sealed record Agreement(string Method, double Precision, double Recall, double F1)
{
    internal static Agreement Of(string method, IEnumerable<(bool Found, bool IsTrue)> rows)
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
