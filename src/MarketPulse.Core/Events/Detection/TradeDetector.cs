using System.Collections.Concurrent;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Reads an article and says whether it reports a development in a trade conflict, which way it points, and why. Deterministic, linear in the length of the text,
/// and safe to share between threads.
/// </summary>
public sealed class TradeDetector
{
    private readonly ConcurrentBag<ArticleReading> _readings = [];

    /// <summary>A detector with the lexicon that ships with this assembly.</summary>
    public TradeDetector()
        : this(Lexicon.Shipped())
    {
    }

    /// <summary>A detector with a lexicon of one's own.</summary>
    /// <param name="lexicon">The lexicon.</param>
    public TradeDetector(Lexicon lexicon)
    {
        ArgumentNullException.ThrowIfNull(lexicon);
        Lexicon = lexicon;
    }

    /// <summary>The lexicon in use.</summary>
    public Lexicon Lexicon { get; }

    /// <summary>Reads an article. Never throws on what the text holds.</summary>
    public ArticleVerdict Detect(Article article)
    {
        ArgumentNullException.ThrowIfNull(article);
        ArticleReading reading = _readings.TryTake(out ArticleReading? free) ? free : new ArticleReading(Lexicon);
        try
        {
            return reading.Read(article);
        }
        finally
        {
            _readings.Add(reading);
        }
    }

    /// <summary>The features of a headline that the event model weighs, in the order of <see cref="EventFeature"/>.</summary>
    internal double[] Features(string title)
    {
        var reading = new ArticleReading(Lexicon);
        reading.Read(new Article { Id = "", Feed = "", Title = title, Published = default });
        return reading.TitleFeatures.ToArray();
    }

    /// <summary>The verdict on an article, and the direction it would have if it were known to report a development.</summary>
    internal (ArticleVerdict Verdict, Stance Stance) Judge(Article article)
    {
        var reading = new ArticleReading(Lexicon);
        ArticleVerdict verdict = reading.Read(article);
        return (verdict, reading.Stance);
    }
}
