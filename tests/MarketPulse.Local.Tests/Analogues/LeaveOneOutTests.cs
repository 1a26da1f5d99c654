using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Times;
using MarketPulse.Local.Sample;

namespace MarketPulse.Local.Tests.Analogues;

/// <summary>The analogues of each event of real news do not depend on later events.</summary>
public class LeaveOneOutTests
{
    [Fact]
    public void Analogues_in_the_shipped_sample_look_back_only()
    {
        LookBackOnly(EventsOf(SampleFiles.ReadArticles(TimeProvider.System))).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Analogues_in_a_long_stream_of_headlines_look_back_only()
    {
        string path = SharedData.Path("data", "headlines", "dev.csv");
        ArticleFile read = new ArticleFiles(TimeProvider.System).Read(path, PublishedTime.OfDate(new DateOnly(2025, 6, 2)));

        LookBackOnly(EventsOf(read.Articles)).ShouldBeGreaterThan(0);
    }

    private static IReadOnlyList<TradeEvent> EventsOf(IEnumerable<Article> articles)
    {
        var detector = new TradeDetector();
        return EventClustering.Cluster(articles.Select(article => ArticleFacts.FromVerdict(article, detector.Detect(article)))).Events;
    }

    /// <summary>Returns the total number of analogues.</summary>
    private static int LookBackOnly(IReadOnlyList<TradeEvent> events)
    {
        int found = 0;
        TradeEvent[] shuffled = [.. events];
        new Random(3).Shuffle(shuffled);
        foreach (TradeEvent left in events)
        {
            IReadOnlyList<Analogue> analogues = NearestEvents.Find(left, shuffled);

            analogues.ShouldBe(NearestEvents.Find(left, events.Where(other => other.EventTimeUtc < left.EventTimeUtc)));
            analogues.ShouldAllBe(analogue => analogue.AnalogueId != left.EventId);
            found += analogues.Count;
        }

        return found;
    }
}
