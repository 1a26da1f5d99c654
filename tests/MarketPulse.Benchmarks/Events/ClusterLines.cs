using System.Diagnostics;
using System.Globalization;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Benchmarks.Events;

/// <summary>
/// Clusters fifty thousand articles of one year into events, in order and shuffled. One in five is a near copy of another.
/// <c>cluster.same</c> is 1 if both orders give the same events with the same reports.
/// </summary>
internal sealed class ClusterLines : QuickGroup
{
    private const int Articles = 50_000, Days = 365;
    private const double NearCopies = 0.2;

    private static readonly string[] Pairs = ["CN US", "EU US", "JP US", "CA US", "MX US", "CN EU", "IN US", "KR US", "BR US", "CH US"];
    private static readonly string[] Measures = ["tariff", "export_control", "talks", "truce", "retaliation", "sanction", "quota"];
    private static readonly string[] Verbs = ["imposes", "threatens", "weighs", "announces", "delays", "lifts", "confirms", "extends"];
    private static readonly string[] Things =
    [
        "duties on steel", "limits on chips", "rare earth exports", "car tariffs",
        "soybean purchases", "a new round of talks", "a truce", "port fees",
    ];

    public override IReadOnlyList<string> Names { get; } = ["cluster.50k", "cluster.memory", "cluster.events", "cluster.same"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        var random = new Random(23);
        ArticleFacts[] articles = Stream(random);
        ArticleFacts[] shuffled = [.. articles];
        random.Shuffle(shuffled);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        ClusteredEvents events = EventClustering.Cluster(shuffled);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long most = GC.GetTotalMemory(forceFullCollection: false) - before;
        yield return new QuickLine("cluster.50k", seconds, "s");
        yield return new QuickLine("cluster.memory", most / 1e6, "MB");
        yield return new QuickLine("cluster.events", events.Events.Count, "events");
        yield return new QuickLine("cluster.same", Same(events, EventClustering.Cluster(articles)) ? 1 : 0, "of 1");
    }

    private static bool Same(ClusteredEvents one, ClusteredEvents other) =>
        one.Events.Select(Text).SequenceEqual(other.Events.Select(Text), StringComparer.Ordinal)
        && one.EventByArticle.Count == other.EventByArticle.Count
        && one.EventByArticle.All(pair => other.EventByArticle[pair.Key] == pair.Value);

    private static string Text(TradeEvent item) => string.Create(
        CultureInfo.InvariantCulture,
        $"{item.EventId} {item.Stance} {item.Intensity} {item.Novelty} {item.Sources} {item.Follows} "
        + $"{string.Join(',', item.Measures)} {item.Headline}");

    private static ArticleFacts[] Stream(Random random)
    {
        var start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var articles = new ArticleFacts[Articles];
        for (int i = 0; i < Articles; i++)
        {
            if (i > 0 && random.NextDouble() < NearCopies)
            {
                ArticleFacts original = articles[random.Next(i)];
                articles[i] = original with
                {
                    Id = Hex(random),
                    Published = original.Published.AddMinutes(random.Next(30 * 60)),
                    ContentHash = random.Next(2) == 0 ? original.ContentHash : Hex(random),
                    Signature = [.. original.Signature.Select(place => random.Next(10) == 0 ? place + 1 : place)],
                };
                continue;
            }

            string pair = Pairs[random.Next(Pairs.Length)];
            string title = $"{pair.Split(' ')[random.Next(2)]} {Verbs[random.Next(Verbs.Length)]} {Things[random.Next(Things.Length)]}";
            var article = new Article
            {
                Id = Hex(random),
                Feed = "bench",
                Title = title,
                Body = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{title} the ministry said in statement {random.Next(1_000_000)} "
                    + $"about measure {random.Next(1_000_000)} of the week"),
                Published = start.AddMinutes(random.Next(Days * 24 * 60)),
            };
            articles[i] = ArticleFacts.FromVerdict(article, new ArticleVerdict
            {
                Relevance = 0.9,
                IsRelevant = true,
                IsEvent = true,
                Reason = "development",
                Stance = (Stance)random.Next(4),
                Intensity = random.Next(100),
                Certainty = (Certainty)random.Next(8),
                Measures = [Measures[random.Next(Measures.Length)]],
                Actors = pair.Split(' '),
                Pairs = [pair.Replace(' ', '-')],
                LexiconVersion = "1",
            });
        }

        return articles;
    }

    private static string Hex(Random random) => random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
}
