namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Whether a report tells of the act that an event stands for. Hard keys first, because similarity cannot tell "imposes" from "lifts" or a 12th package from a 13th;
/// then the headline, because two acts of one trade war on one day have all hard keys in common.
/// </summary>
internal static class SameAct
{
    /// <summary>Share of word triples from which two texts are copies of one another.</summary>
    public const double NearCopy = 0.7;

    private const double AmountTolerance = 0.2;
    private const double TitleWithTopic = 0.2;
    private const double TitleAlone = 0.3;

    /// <summary>Whether nothing in the report contradicts the event: direction, answer or first act, threat or deed, rates.</summary>
    public static bool IsCompatible(EventDraft draft, Report report) =>
        !IsOpposite(draft.Direction, report.Verdict.Stance)
        && draft.First.Retaliates == report.Retaliates
        && !ChangesPhase(draft.First.Phase, report.Phase)
        && !Contradict(draft.Percents, report.Percents)
        && !Contradict(draft.Amounts, report.Amounts);

    /// <summary>How alike the headlines of a compatible report and of the event's first report are; null when it is another act.</summary>
    public static double? Match(EventDraft draft, Report report)
    {
        Report first = draft.First;
        if (!IsCompatible(draft, report)
            || !HaveCommon(first.SubjectKeys, report.SubjectKeys)
            || (first.Pairs.Length > 0 && report.Pairs.Length > 0 && !HaveCommon(first.Pairs, report.Pairs)))
        {
            return null;
        }

        double titles = TitleWords.Similarity(first.Words, report.Words);
        bool sameFigures = (draft.Percents.Length > 0 && report.Percents.Length > 0) || (draft.Amounts.Length > 0 && report.Amounts.Length > 0);
        double needed = sameFigures ? 0 : HaveCommon(first.Verdict.Topics, report.Verdict.Topics) ? TitleWithTopic : TitleAlone;
        return titles >= needed ? titles : null;
    }

    public static bool IsOpposite(Stance one, Stance other) =>
        (one, other) is (Stance.Escalation, Stance.Deescalation) or (Stance.Deescalation, Stance.Escalation);

    // A deed after a threat, or a denial, is news; that a later report is vaguer than the first is not.
    private static bool ChangesPhase(ActPhase first, ActPhase later) =>
        (first == ActPhase.Talk && later == ActPhase.Act) || (first == ActPhase.Denied) != (later == ActPhase.Denied);

    private static bool Contradict(double[] one, double[] other) =>
        one.Length > 0 && other.Length > 0 && !Array.Exists(one, value => Array.IndexOf(other, value) >= 0);

    private static bool Contradict(Quantity[] one, Quantity[] other) =>
        one.Length > 0 && other.Length > 0 && !Array.Exists(one, a => Array.Exists(other, b => IsNear(a, b)));

    private static bool IsNear(Quantity one, Quantity other) =>
        one.Unit == other.Unit && Math.Abs(one.Value - other.Value) <= AmountTolerance * Math.Max(Math.Abs(one.Value), Math.Abs(other.Value));

    private static bool HaveCommon(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        for (int i = 0; i < one.Count; i++)
        {
            for (int j = 0; j < other.Count; j++)
            {
                if (string.Equals(one[i], other[j], StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
