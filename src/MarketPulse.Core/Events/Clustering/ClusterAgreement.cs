namespace MarketPulse.Core.Events.Clustering;

/// <summary>How well events agree with labelled acts, over the headlines that have both.</summary>
/// <param name="BCubed">B-cubed F1 (Bagga and Baldwin 1998), 0 to 1.</param>
/// <param name="Pairs">F1 of the pairs in one event against the pairs in one act, 0 to 1.</param>
internal readonly record struct ClusterAgreement(double BCubed, double Pairs)
{
    /// <summary>Clusters headlines by some rules and compares the events with the acts.</summary>
    public static ClusterAgreement Of(ClusteringRules rules, IReadOnlyList<(ArticleFacts Facts, string? Act)> labels)
    {
        ClusteredEvents clustered = EventClustering.Cluster(labels.Select(label => label.Facts), [], rules);
        return Of(
        [
            .. labels.Where(label => label.Act is not null && clustered.EventByArticle.ContainsKey(label.Facts.Id))
                .Select(label => (label.Act!, clustered.EventByArticle[label.Facts.Id])),
        ]);
    }

    /// <summary>Compares events with acts.</summary>
    /// <param name="items">The act and the event of each headline.</param>
    public static ClusterAgreement Of(IReadOnlyList<(string Act, string Event)> items)
    {
        var acts = items.CountBy(item => item.Act).ToDictionary(StringComparer.Ordinal);
        var events = items.CountBy(item => item.Event).ToDictionary(StringComparer.Ordinal);
        double precision = 0, recall = 0, common = 0;
        foreach (((string act, string found), int both) in items.CountBy(item => item))
        {
            precision += (double)both * both / events[found];
            recall += (double)both * both / acts[act];
            common += Two(both);
        }

        double pairs = acts.Values.Sum(Two) + events.Values.Sum(Two);
        return new ClusterAgreement(
            2 * precision * recall / (precision + recall) / items.Count, pairs > 0 ? 2 * common / pairs : 1);
    }

    private static double Two(int count) => count * (count - 1) / 2.0;
}
