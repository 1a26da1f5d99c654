using System.Globalization;
using System.Text;
using System.Xml;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Feeds;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.News;
using MarketPulse.Feeds.Settings;

namespace MarketPulse.Benchmarks.Feeds;

/// <summary>
/// Reads RSS documents of fifty items with markup in their summaries, half of them already delivered, creates articles and checks whether
/// they are new, on one core. The baseline reads the same documents with a plain XML reader.
/// </summary>
internal sealed class FeedLines : QuickGroup
{
    private const int Documents = 200, Items = 50, Runs = 6;

    private static readonly DateTimeOffset Now = new(2025, 6, 4, 12, 0, 0, TimeSpan.Zero);

    public override IReadOnlyList<string> Names { get; } = ["feeds.rss", "feeds.rss.bare", "feeds.rss.ratio"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        FeedAnswer[] answers = [.. Enumerable.Range(0, Documents).Select(Answer)];
        double read = BestProcessorTime(() => Read(answers));
        double bare = BestProcessorTime(() => Walk(answers));
        const double All = Documents * Items;
        yield return new QuickLine("feeds.rss", All / read, "items/s");
        yield return new QuickLine("feeds.rss.bare", All / bare, "items/s");
        yield return new QuickLine("feeds.rss.ratio", bare / read, "times feeds.rss.bare");
    }

    /// <summary>
    /// Processor seconds of all threads, in the best of several runs. The figure is per core and does not depend on other load.
    /// </summary>
    private static double BestProcessorTime(Action work)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < Runs; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            work();
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        return best;
    }

    private static void Read(FeedAnswer[] answers)
    {
        var maker = new ArticleMaker(new NewsFeedOptions { Name = "it" }, Now);
        string? position = null;
        int articles = 0;
        foreach (FeedAnswer answer in answers)
        {
            NewsRead read = RssFeed.Parse(answer, new ArticleCollector(maker, SeenItems.Parse(position)));
            position = read.Position;
            articles += read.Articles.Count;
        }

        // Every document except the first repeats the second half of the previous one.
        int expected = Items + ((Documents - 1) * Items / 2);
        if (articles != expected)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{articles} articles were new, not {expected}."));
        }
    }

    private static void Walk(FeedAnswer[] answers)
    {
        foreach (FeedAnswer answer in answers)
        {
            using var xml =
                XmlReader.Create(new MemoryStream(answer.Body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            while (xml.Read())
            {
            }
        }
    }

    private static FeedAnswer Answer(int document)
    {
        var text = new StringBuilder("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Trade</title>");
        for (int i = 0; i < Items; i++)
        {
            int item = (document * Items / 2) + i;
            text.Append(
                CultureInfo.InvariantCulture,
                $"""
                <item><title>Ministry weighs duty no. {item} on imported machines &amp; parts</title>
                <link>https://news.example/trade/{item}?utm_source=rss</link>
                <guid isPermaLink="false">news-{item}</guid><pubDate>Tue, 03 Jun 2025 {item % 24:00}:{item % 60:00}:00 GMT</pubDate>
                <description><![CDATA[<p>The ministry said on Tuesday that it <a href="https://news.example/a">weighs</a>
                a duty of {item % 50}% on machines.</p><p>Talks go on.</p>]]></description></item>
                """);
        }

        byte[] body = Encoding.UTF8.GetBytes(text.Append("</channel></rss>").ToString());
        return new FeedAnswer { Address = new Uri("https://news.example/rss"), Body = body };
    }
}
