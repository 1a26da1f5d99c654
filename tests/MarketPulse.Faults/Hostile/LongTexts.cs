using System.Globalization;
using System.Text;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Faults.Running;

namespace MarketPulse.Faults.Hostile;

/// <summary>Text made to be slow, of two lengths: the detector takes twice the time for twice the text, not four times.</summary>
internal sealed class LongTexts : Scenario
{
    // Between linear and quadratic, with room for a machine that is busy.
    private const double MostRatio = 3;
    private const int Rounds = 7;

    private static readonly string[] Pieces =
    [
        "China imposes tariffs on US goods and ", "not not not ", "tariff, ", "25% of 34% to 125 percent ", "US-China-EU-Japan ", "a.b.c.d ", "said that no ", "((((", "e\u0301", "\"'\u2018\u201c",
    ];

    public override string Name => "long text";

    public override Task<Outcome> RunAsync(bool full, Action<string> report, CancellationToken cancellationToken)
    {
        int length = full ? 10_000_000 : 500_000;
        var detector = new TradeDetector();
        var lost = new List<string>();
        double worst = 0;
        foreach (string piece in Pieces)
        {
            double ratio = Ratio(detector, piece, length);
            worst = Math.Max(worst, ratio);
            if (ratio > MostRatio)
            {
                lost.Add(string.Create(CultureInfo.InvariantCulture, $"twice the text of '{piece}' takes {ratio:0.0} times as long"));
            }
        }

        return Task.FromResult(new Outcome(
            string.Create(CultureInfo.InvariantCulture, $"{Pieces.Length} texts of {length / 1e6:0.#} MB; twice the text takes at most {worst:0.0} times as long"), lost));
    }

    // Of the least of some rounds, of processor time: what else the machine does is no part of it. The two lengths take turns, because code that has run for
    // a while is compiled anew and runs faster.
    private static double Ratio(TradeDetector detector, string piece, int length)
    {
        Article whole = Of(piece, length), half = Of(piece, length / 2);
        double wholeTook = double.MaxValue, halfTook = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            halfTook = Math.Min(halfTook, Time(detector, half));
            wholeTook = Math.Min(wholeTook, Time(detector, whole));
        }

        return wholeTook / halfTook;
    }

    private static Article Of(string piece, int length) => new()
    {
        Id = "0",
        Feed = "hostile",
        Title = "Tariffs",
        Body = new StringBuilder(length + piece.Length).Insert(0, piece, length / piece.Length).ToString(),
        Published = DateTimeOffset.UnixEpoch,
    };

    private static double Time(TradeDetector detector, Article article)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        detector.Detect(article);
        ArticleIdentity.ContentHash(article.Title, article.Body);
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }
}
