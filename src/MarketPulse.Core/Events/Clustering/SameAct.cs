namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Decides whether two reports are about one act. Some differences rule it out; otherwise the agreements and differences of the reports add
/// up to a similarity, by the weights of <see cref="ClusteringRules"/>.
/// </summary>
internal static class SameAct
{
    /// <summary>Share of common word triples from which two texts are copies of each other.</summary>
    public const double NearCopy = 0.7;

    // Relative difference up to which two amounts are the same.
    private const double AmountTolerance = 0.2;

    // Reports of one day may carry any time of it.
    private static readonly TimeSpan DayApart = TimeSpan.FromHours(20);

    /// <summary>
    /// By how much the similarity of two reports exceeds the bar; zero or less if they are not about one act.
    /// </summary>
    public static double Excess(Report one, Report other, ClusteringRules rules)
    {
        if (IsRuledOut(one, other, rules))
        {
            return 0;
        }

        SimilarityWeights weights = rules.Weights;
        double similarity = Agreements(one, other, weights) + Differences(one, other, weights);

        // The cosine is at most 1 and takes most of the time.
        return similarity + weights.Words <= rules.Bar
            ? 0
            : similarity + (weights.Words * TitleReading.Cosine(one.Title, other.Title)) - rules.Bar;
    }

    /// <summary>Whether two reports cannot be about one act, however alike they are.</summary>
    public static bool IsRuledOut(Report one, Report other, ClusteringRules rules) =>
        !AreCompatible(one, other)
        || CodeLists.Conflict(one.Pairs, other.Pairs)
        || CodeLists.Conflict(one.Title.Countries, other.Title.Countries)
        || CodeLists.Conflict(one.Title.Speakers, other.Title.Speakers)
        || AreActAndAnswer(one.Title, other.Title, rules);

    /// <summary>What two reports have in common and what distinguishes them, weighed.</summary>
    public static double Similarity(Report one, Report other, SimilarityWeights weights) =>
        Agreements(one, other, weights) + Differences(one, other, weights)
        + (weights.Words * TitleReading.Cosine(one.Title, other.Title));

    /// <summary>Whether neither the directions nor the figures of two reports contradict each other.</summary>
    public static bool AreCompatible(Report one, Report other) =>
        !IsOpposite(one.Verdict.Stance, other.Verdict.Stance) && !HaveOtherFigures(one, other);

    /// <summary>Whether one stance escalates and the other eases.</summary>
    public static bool IsOpposite(Stance one, Stance other) =>
        (one, other) is (Stance.Escalation, Stance.Deescalation) or (Stance.Deescalation, Stance.Escalation);

    // "US hits China with tariffs" and "China hits US with tariffs" have all words in common, and what a third country says about an act is
    // another act. Talks and deals have two sides that act.
    private static bool AreActAndAnswer(TitleReading one, TitleReading other, ClusteringRules rules) =>
        one.Actor is not null && other.Actor is not null && one.Actor != other.Actor
        && (one.IsStatement != other.IsStatement || (Names(one, other.Actor) && Names(other, one.Actor)))
        && (one.Verbs & other.Verbs & rules.JointActs) == 0;

    private static bool Names(TitleReading title, string country) =>
        title.Countries.Contains(country, StringComparer.Ordinal);

    private static double Agreements(Report one, Report other, SimilarityWeights weights)
    {
        (TitleReading a, TitleReading b) = (one.Title, other.Title);
        return When(HaveSameFigures(one, other), weights.SameFigures)
            + When(one.Verdict.Stance == other.Verdict.Stance, weights.SameStance)
            + When(a.Actor is not null && a.Actor == b.Actor, weights.SameActor)
            + When(HaveSameTarget(a, b), weights.SameTarget)
            + When((a.Verbs & b.Verbs) != 0, weights.SameVerb)
            + When(CodeLists.HaveCommon(one.Verdict.Topics, other.Verdict.Topics), weights.SameTopic)
            + When(CodeLists.HaveCommon(one.Verdict.Measures, other.Verdict.Measures), weights.SameMeasure);
    }

    private static double Differences(Report one, Report other, SimilarityWeights weights)
    {
        (TitleReading a, TitleReading b) = (one.Title, other.Title);
        return When(a.IsStatement && b.IsStatement, weights.BothSay)
            + When(a.IsStatement != b.IsStatement, weights.OneSays)
            + When((one.Facts.Published - other.Facts.Published).Duration() >= DayApart, weights.DayApart)
            + When(a.Actor is not null && b.Actor is not null && a.Actor != b.Actor, weights.OtherActor)
            + When(a.IsNegated != b.IsNegated, weights.OneNegated);
    }

    private static double When(bool holds, double weight) => holds ? weight : 0;

    private static bool HaveSameTarget(TitleReading one, TitleReading other)
    {
        foreach (string country in one.Countries)
        {
            if (country != one.Actor && country != other.Actor && other.Countries.Contains(country, StringComparer.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HaveSameFigures(Report one, Report other) =>
        Array.Exists(one.Percents, percent => Array.IndexOf(other.Percents, percent) >= 0)
        || Array.Exists(one.Amounts, amount => Array.Exists(other.Amounts, another => IsNear(amount, another)));

    // A common amount outweighs different rates, as when only one report says how much each good is charged.
    private static bool HaveOtherFigures(Report one, Report other)
    {
        bool canCompareAmounts = one.Amounts.Length > 0 && other.Amounts.Length > 0;
        bool hasCommonAmount = canCompareAmounts
            && Array.Exists(one.Amounts, amount => Array.Exists(other.Amounts, another => IsNear(amount, another)));
        return (canCompareAmounts && !hasCommonAmount)
            || (!hasCommonAmount && one.Percents.Length > 0 && other.Percents.Length > 0
                && !Array.Exists(one.Percents, percent => Array.IndexOf(other.Percents, percent) >= 0));
    }

    private static bool IsNear(Quantity one, Quantity other) =>
        one.Unit == other.Unit
        && Math.Abs(one.Value - other.Value) <= AmountTolerance * Math.Max(Math.Abs(one.Value), Math.Abs(other.Value));
}
