using System.Text.RegularExpressions;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Benchmarks.Events;

/// <summary>
/// The detector on headlines with a summary of sixty words and on one long article, with a regular expression of twenty keywords
/// as the baseline.
/// </summary>
internal sealed partial class DetectLines : QuickGroup
{
    private const int Articles = 20_000, Paragraphs = 4_000;

    private const int HostileLength = 10_000_000;

    // Unclosed tags and entities; endless abbreviations, negations, objects and beginnings of terms.
    private static readonly string[] Hostile =
        ["<a", "&#", "U.", "not ", "tariff ", "25% to ", "no date has been ", "suspends imports ", "a"];

    private const string Summary =
        "China on Friday imposed a 34% tariff on all goods from the United States, matching the duty that Washington announced "
        + "two days before. The commerce ministry also imposed export controls on seven rare earths and added eleven companies to "
        + "its list of unreliable entities. Shippers of sorghum and soybeans said that their orders had stopped within hours.";

    public override IReadOnlyList<string> Names { get; } =
        ["detect.short", "detect.alloc", "detect.long", "detect.hostile", "baseline.keywords"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        var detector = new TradeDetector();
        Article brief = Of(Summary);
        Article lengthy = Of(string.Join('\n', Enumerable.Repeat(Summary, Paragraphs)));
        long bytes = 0;
        double seconds = Timing.BestProcessor(() =>
        {
            long start = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Articles; i++)
            {
                detector.Detect(brief);
            }

            bytes = GC.GetAllocatedBytesForCurrentThread() - start;
        });
        yield return new QuickLine("detect.short", Articles / seconds, "articles/s");
        yield return new QuickLine("detect.alloc", (double)bytes / Articles, "bytes/article");
        yield return new QuickLine("detect.long", lengthy.Body.Length / 1e6 / Timing.BestProcessor(() => detector.Detect(lengthy)), "MB/s");
        if (wanted("detect.hostile"))
        {
            yield return new QuickLine(
                "detect.hostile",
                Hostile.Max(piece => Timing.BestProcessor(() => detector.Detect(Of(Repeat(piece))), runs: 1)),
                "s/10 MB, the worst text");
        }

        yield return new QuickLine(
            "baseline.keywords", lengthy.Body.Length / 1e6 / Timing.BestProcessor(() => Keywords().Count(lengthy.Body)), "MB/s");
    }

    private static string Repeat(string piece) => string.Concat(Enumerable.Repeat(piece, HostileLength / piece.Length));

    private static Article Of(string body) =>
        new()
        {
            Id = "0",
            Feed = "bench",
            Title = "China hits back with 34% tariff on all US goods",
            Body = body,
            Published = new DateTimeOffset(2025, 4, 4, 10, 0, 0, TimeSpan.Zero),
        };

    [GeneratedRegex(
        @"\b(tariffs?|duties|trade (war|deal|talks|truce|pact)|sanctions?|export controls?|quotas?|embargo|blacklist|retaliat\w+|"
        + @"dumping|nafta|usmca|wto|huawei|zte|entity list|section 301|section 232|rare earths?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Keywords();
}
