namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Decides whether a report is about the act that an event stands for. Exact keys come first, because similarity cannot tell "imposes" from
/// "lifts" or a 12th package from a 13th. The headline comes second, because two acts of one trade war on one day may have all keys in
/// common.
/// </summary>
internal static class SameAct
{
    /// <summary>Share of common word triples from which two texts are copies of each other.</summary>
    public const double NearCopy = 0.7;

    // Relative difference up to which two amounts are the same.
    private const double AmountTolerance = 0.2;

    // Cosine of the headlines from which two reports without figures are about one act: with a common topic, and without one.
    private const double TitleWithTopic = 0.2;
    private const double TitleAlone = 0.3;

    /// <summary>Whether report and event agree in direction, in being retaliation or not, in phase, and in rates and amounts.</summary>
    public static bool IsCompatible(EventDraft draft, Report report) =>
        !IsOpposite(draft.Direction, report.Verdict.Stance)
        && draft.First.Retaliates == report.Retaliates
        && !ChangesPhase(draft.First.Phase, report.Phase)
        && !Contradict(draft.Percents, report.Percents)
        && !Contradict(draft.Amounts, report.Amounts);

    /// <summary>
    /// Similarity of the headlines of a report and of the event's first report, 0 to 1; null if the report is about another act.
    /// </summary>
    public static double? Match(EventDraft draft, Report report)
    {
        Report first = draft.First;
        if (!IsCompatible(draft, report)
            || !CodeLists.HaveCommon(first.SubjectKeys, report.SubjectKeys)
            || CodeLists.Conflict(first.Pairs, report.Pairs))
        {
            return null;
        }

        double titles = TitleWords.Similarity(first.Words, report.Words);
        bool hasSameFigures = (draft.Percents.Length > 0 && report.Percents.Length > 0)
            || (draft.Amounts.Length > 0 && report.Amounts.Length > 0);
        double needed = hasSameFigures ? 0
            : CodeLists.HaveCommon(first.Verdict.Topics, report.Verdict.Topics) ? TitleWithTopic
            : TitleAlone;
        return titles >= needed ? titles : null;
    }

    /// <summary>Whether one stance escalates and the other eases.</summary>
    public static bool IsOpposite(Stance one, Stance other) =>
        (one, other) is (Stance.Escalation, Stance.Deescalation) or (Stance.Deescalation, Stance.Escalation);

    // An act after a threat is news, and so is a denial. A report that is vaguer than the first one is not.
    private static bool ChangesPhase(ActPhase first, ActPhase later) =>
        (first == ActPhase.Talk && later == ActPhase.Act) || (first == ActPhase.Denied) != (later == ActPhase.Denied);

    private static bool Contradict(double[] one, double[] other) =>
        one.Length > 0 && other.Length > 0 && !Array.Exists(one, value => Array.IndexOf(other, value) >= 0);

    private static bool Contradict(Quantity[] one, Quantity[] other) =>
        one.Length > 0 && other.Length > 0 && !Array.Exists(one, a => Array.Exists(other, b => IsNear(a, b)));

    private static bool IsNear(Quantity one, Quantity other) =>
        one.Unit == other.Unit
        && Math.Abs(one.Value - other.Value) <= AmountTolerance * Math.Max(Math.Abs(one.Value), Math.Abs(other.Value));
}
