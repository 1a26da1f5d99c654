using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using Sylvan.Data.Csv;

namespace MarketPulse.Core.Tests.Events.Clustering;

/// <summary>A set of headlines whose acts are labelled.</summary>
internal sealed class GoldClusters
{
    private readonly List<(Article Article, string? Act)> _headlines;

    private GoldClusters(List<(Article Article, string? Act)> headlines) => _headlines = headlines;

    /// <summary>Reads the set beside the repository. The id of each article depends on a seed, as a hash of its address would.</summary>
    public static GoldClusters Read(int seed)
    {
        var random = new Random(seed);
        var headlines = new List<(Article Article, string? Act)>();
        foreach (LabelledAct label in Labels())
        {
            string id = random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
            headlines.Add((
                new Article
                {
                    Id = id,
                    Feed = "gold",
                    Title = label.Title,
                    Url = $"https://example.com/{id}",
                    Published = new DateTimeOffset(label.Published, TimeOnly.MinValue, TimeSpan.Zero),
                    TimeResolution = TimeResolution.Day,
                },
                label.Act));
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
    public IReadOnlyList<(string Act, string Event, string Title)> Cluster()
    {
        var detector = new TradeDetector();
        ClusteredEvents clustered = EventClustering.Cluster(
            _headlines.Select(headline => ArticleFacts.FromVerdict(headline.Article, detector.Detect(headline.Article))));
        return
        [
            .. _headlines.Where(headline => headline.Act is not null && clustered.EventByArticle.ContainsKey(headline.Article.Id))
                .Select(headline => (headline.Act!, clustered.EventByArticle[headline.Article.Id], headline.Article.Title)),
        ];
    }
}
