using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using Sylvan.Data.Csv;

namespace MarketPulse.Core.Tests.Events.Clustering;

/// <summary>A set of headlines whose acts are labelled, and measures of how well clusters agree with it.</summary>
internal sealed class GoldClusters
{
    private readonly List<(Article Article, string Act)> _headlines;

    private GoldClusters(List<(Article Article, string Act)> headlines) => _headlines = headlines;

    /// <summary>Reads the set beside the repository. The id of each article depends on a seed, as a hash of its address would.</summary>
    public static GoldClusters Read(int seed)
    {
        var random = new Random(seed);
        var headlines = new List<(Article Article, string Act)>();
        using CsvDataReader csv = CsvDataReader.Create(SharedData.Path("data", "headlines", "clusters-dev.csv"));
        while (csv.Read())
        {
            string id = random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
            headlines.Add((
                new Article
                {
                    Id = id,
                    Feed = "gold",
                    Title = csv.GetString(csv.GetOrdinal("title")),
                    Url = $"https://example.com/{id}",
                    Published = DateTimeOffset.ParseExact(
                        csv.GetString(csv.GetOrdinal("published")),
                        "yyyy-MM-dd",
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal),
                    TimeResolution = TimeResolution.Day,
                },
                csv.GetString(csv.GetOrdinal("act"))));
        }

        return new GoldClusters(headlines);
    }

    /// <summary>The headlines with their acts, under the ids of the file.</summary>
    public static IReadOnlyList<LabelledAct> Labels()
    {
        using CsvDataReader csv = CsvDataReader.Create(SharedData.Path("data", "headlines", "clusters-dev.csv"));
        var labels = new List<LabelledAct>();
        while (csv.Read())
        {
            string act = csv.GetString(csv.GetOrdinal("act"));
            labels.Add(new LabelledAct(
                csv.GetString(0),
                DateOnly.ParseExact(csv.GetString(1), "yyyy-MM-dd", CultureInfo.InvariantCulture),
                csv.GetString(2),
                act.Length > 0 ? act : null));
        }

        return labels;
    }

    /// <summary>
    /// Clusters the headlines by the detector's own verdicts. Returns the labelled act and the event of those that have both.
    /// </summary>
    public (string Act, string Event, string Title)[] Cluster()
    {
        var detector = new TradeDetector();
        ClusteredEvents clustered = EventClustering.Cluster(
            _headlines.Select(headline => ArticleFacts.FromVerdict(headline.Article, detector.Detect(headline.Article))));
        return
        [
            .. _headlines.Where(headline => headline.Act.Length > 0 && clustered.EventByArticle.ContainsKey(headline.Article.Id))
                .Select(headline => (headline.Act, clustered.EventByArticle[headline.Article.Id], headline.Article.Title)),
        ];
    }

    /// <summary>B-cubed F1 (Bagga and Baldwin 1998), 0 to 1.</summary>
    public static double BCubed((string Act, string Event, string Title)[] items)
    {
        Dictionary<string, int> acts = Sizes(items, item => item.Act), events = Sizes(items, item => item.Event);
        double precision = 0, recall = 0;
        foreach (var both in items.CountBy(item => (item.Act, item.Event)))
        {
            precision += (double)both.Value * both.Value / events[both.Key.Event];
            recall += (double)both.Value * both.Value / acts[both.Key.Act];
        }

        return 2 * precision * recall / (precision + recall) / items.Length;
    }

    /// <summary>F1 of the pairs in one event, against the pairs in one act, 0 to 1.</summary>
    public static double Pairs((string Act, string Event, string Title)[] items)
    {
        double common = items.CountBy(item => (item.Act, item.Event)).Sum(pair => Two(pair.Value));
        return 2 * common
            / (Sizes(items, item => item.Act).Values.Sum(Two) + Sizes(items, item => item.Event).Values.Sum(Two));
    }

    private static Dictionary<string, int> Sizes(
        (string Act, string Event, string Title)[] items, Func<(string Act, string Event, string Title), string> key) =>
        items.CountBy(key).ToDictionary(StringComparer.Ordinal);

    private static double Two(int count) => count * (count - 1) / 2.0;
}
