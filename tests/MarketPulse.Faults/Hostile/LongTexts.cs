using System.Globalization;
using System.Text;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Faults.Running;

namespace MarketPulse.Faults.Hostile;

/// <summary>
/// Text made to be slow. The detector must not use much more processor time for one long text than for the same characters in short texts:
/// equally much if its time is linear, <see cref="Parts"/> times as much if it is quadratic.
/// </summary>
internal sealed class LongTexts : Scenario
{
    private const int Parts = 16;
    private const int Rounds = 3;

    /// <summary>The geometric mean of linear and quadratic, so that neither is within reach of what else the machine does.</summary>
    private const double MostRatio = 4;

    private static readonly string[] Pieces =
    [
        "China imposes tariffs on US goods and ",
        "not not not ",
        "tariff, ",
        "25% of 34% to 125 percent ",
        "US-China-EU-Japan ",
        "a.b.c.d ",
        "said that no ",
        "((((",
        "e\u0301",
        "\"'\u2018\u201c",
    ];

    public override string Name => "long text";

    public override Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        int length = size == RunSize.Full ? 10_000_000 : 500_000;
        var detector = new TradeDetector();
        var lost = new List<string>();
        double worst = 0;
        foreach (string piece in Pieces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double ratio = Ratio(detector, piece, length);
            worst = Math.Max(worst, ratio);
            if (ratio > MostRatio)
            {
                lost.Add(FormattableString.Invariant(
                    $"a text of '{piece}' takes {ratio:0.0} times the processor time of {Parts} texts of a {Parts}th of its length"));
            }
        }

        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{Pieces.Length} texts of {length / 1e6:0.#} MB; each takes at most {worst:0.0} times the processor time of {Parts} parts");
        return Task.FromResult(new Outcome(tried, lost));
    }

    /// <summary>
    /// The processor time of the whole relative to that of its parts, each the least of some rounds. Whole and parts take turns, because
    /// code that has run for a while is recompiled and becomes faster.
    /// </summary>
    private static double Ratio(TradeDetector detector, string piece, int length)
    {
        Article whole = Repeat(piece, length), part = Repeat(piece, length / Parts);
        TimeSpan wholeTook = TimeSpan.MaxValue, partsTook = TimeSpan.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            partsTook = Least(partsTook, ProcessorTime(detector, part, Parts));
            wholeTook = Least(wholeTook, ProcessorTime(detector, whole, times: 1));
        }

        return wholeTook / partsTook;
    }

    private static Article Repeat(string piece, int length) => new()
    {
        Id = "0",
        Feed = "hostile",
        Title = "Tariffs",
        Body = new StringBuilder(length + piece.Length).Insert(0, piece, length / piece.Length).ToString(),
        Published = DateTimeOffset.UnixEpoch,
    };

    private static TimeSpan ProcessorTime(TradeDetector detector, Article article, int times)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < times; i++)
        {
            detector.Detect(article);
            ArticleIdentity.ContentHash(article.Title, article.Body);
        }

        return Environment.CpuUsage.TotalTime - before;
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
