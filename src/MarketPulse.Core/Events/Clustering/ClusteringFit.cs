using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Fits the weights by which clustering compares reports. Word counts come from headlines without labels; weights from logistic regression
/// over pairs of labelled headlines, with an L2 penalty; the bar is the one at which the events agree best with the labelled acts.
/// Deterministic: the same headlines give the same weights.
/// </summary>
public static class ClusteringFit
{
    // Weight of the prior of the weights, which is 0, in pairs.
    private const double Shrinkage = 1;
    private const int Decimals = 2;
    private const int LeastCount = 2;
    private const double BarStep = 0.05;
    private const double BarRange = 2;

    /// <summary>Fits the clustering.</summary>
    /// <param name="detector">The detector that reads the headlines.</param>
    /// <param name="labels">Headlines whose acts are labelled, with those that report none.</param>
    /// <param name="headlines">Headlines in which words are counted, those that are relevant; no labels are needed.</param>
    /// <returns>The content of <c>clusteringmodel.json</c>; weights are rounded to two decimals.</returns>
    /// <exception cref="ArgumentException">No two of the labelled headlines report one act.</exception>
    public static string Fit(TradeDetector detector, IReadOnlyList<LabelledAct> labels, IEnumerable<string> headlines)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(headlines);
        ClusteringModelFile counted = Count(detector, headlines);
        (ArticleFacts Facts, string? Act)[] read = Read(detector, labels);
        return JsonFiles.Write(Fit(ClusteringRules.Shipped.WithModel(counted), read));
    }

    /// <summary>The labelled headlines as the detector reads them.</summary>
    internal static (ArticleFacts Facts, string? Act)[] Read(TradeDetector detector, IReadOnlyList<LabelledAct> labels) =>
    [
        .. labels.AsParallel().AsOrdered().Select(label =>
        {
            Article article = ArticleOf(label.Id, label.Title, label.Published);
            return (ArticleFacts.FromVerdict(article, detector.Detect(article)), label.Act);
        }),
    ];

    /// <summary>The model that ships, with words counted in other headlines.</summary>
    internal static ClusteringModelFile Count(TradeDetector detector, IEnumerable<string> headlines)
    {
        string[][] reports =
        [
            .. headlines.AsParallel().AsOrdered()
                .Where(title => detector.Detect(ArticleOf("0", title, DateOnly.MinValue)).IsRelevant)
                .Select(title => TitleReading.Read(title, ClusteringRules.Shipped).Words),
        ];
        return ClusteringRules.Shipped.Model with
        {
            Reports = Math.Max(1, reports.Length),
            Counts = reports.SelectMany(words => words).CountBy(word => word, StringComparer.Ordinal)
                .Where(word => word.Value >= LeastCount)
                .OrderBy(word => word.Key, StringComparer.Ordinal)
                .ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>Fits weights and bar, with the word counts of given rules.</summary>
    internal static ClusteringModelFile Fit(ClusteringRules rules, IReadOnlyList<(ArticleFacts Facts, string? Act)> labels)
    {
        (Report Report, string Act)[] reports =
        [
            .. labels.Where(label => label.Act is not null)
                .Select(label => (new Report(label.Facts, rules), label.Act!)),
        ];
        int count = SimilarityWeights.Setters.Count;
        LogisticRow[] rows = [.. Pairs(reports, rules).Select(pair => Row(pair.One, pair.Other, pair.IsSame))];
        if (!rows.Any(row => row.IsTrue))
        {
            throw new ArgumentException("No two of the labelled headlines that the detector recognises report one act.", nameof(labels));
        }

        double[] fitted = LogisticFit.Minimize(
            rows, new double[count + 1], [.. Enumerable.Repeat(Shrinkage, count), LogisticFit.BiasRidge]);
        ClusteringModelFile model = rules.Model with
        {
            Weights = SimilarityWeights.Setters.Index().Aggregate(
                SimilarityWeights.None, (weights, setter) => setter.Item(weights, Math.Round(fitted[setter.Index], Decimals))),
        };
        return BestBar(rules, model, -fitted[count], labels);
    }

    // Of equally good bars, the highest: when in doubt, two reports are two events.
    private static ClusteringModelFile BestBar(
        ClusteringRules rules, ClusteringModelFile model, double even, IReadOnlyList<(ArticleFacts Facts, string? Act)> labels)
    {
        int steps = (int)(BarRange / BarStep);
        return Enumerable.Range(-steps, (2 * steps) + 1)
            .Select(step => model with { Bar = Math.Round((Math.Round(even / BarStep) + step) * BarStep, Decimals) })
            .Reverse()
            .AsParallel().AsOrdered()
            .Select(tried => (Model: tried, Agreement: ClusterAgreement.Of(rules.WithModel(tried), labels)))
            .AsSequential()
            .MaxBy(tried => tried.Agreement.BCubed + tried.Agreement.Pairs).Model;
    }

    // Only reports of neighbouring days are compared, and only those that nothing tells apart for certain.
    private static IEnumerable<(Report One, Report Other, bool IsSame)> Pairs((Report Report, string Act)[] reports, ClusteringRules rules)
    {
        for (int i = 0; i < reports.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (Report one, Report other) = (reports[i].Report, reports[j].Report);
                if ((one.Facts.Published - other.Facts.Published).Duration() <= EventClustering.Window
                    && !SameAct.IsRuledOut(one, other, rules))
                {
                    yield return (one, other, reports[i].Act == reports[j].Act);
                }
            }
        }
    }

    private static LogisticRow Row(Report one, Report other, bool isSame)
    {
        int bias = SimilarityWeights.Setters.Count;
        IEnumerable<(int, double)> values = SimilarityWeights.Setters.Index()
            .Select(setter => (setter.Index, SameAct.Similarity(one, other, setter.Item(SimilarityWeights.None, 1))))
            .Where(value => value.Item2 != 0);
        return new LogisticRow([.. values, (bias, 1)], isSame);
    }

    private static Article ArticleOf(string id, string title, DateOnly published) => new()
    {
        Id = id,
        Feed = "labels",
        Title = title,
        Published = new DateTimeOffset(published, TimeOnly.MinValue, TimeSpan.Zero),
        TimeResolution = TimeResolution.Day,
    };
}
