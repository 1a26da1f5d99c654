using System.Collections.Concurrent;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Decides whether an article reports a development in a trade conflict, which direction it has, and why. Deterministic, linear in the
/// length of the text, and thread-safe.
/// </summary>
public sealed class TradeDetector
{
    private readonly ConcurrentBag<ArticleReading> _readings = [];

    /// <summary>Creates a detector with the lexicon that ships with this assembly.</summary>
    public TradeDetector()
        : this(Lexicon.Shipped())
    {
    }

    /// <summary>Creates a detector with a custom lexicon.</summary>
    /// <param name="lexicon">Terms, weights and thresholds.</param>
    public TradeDetector(Lexicon lexicon)
    {
        ArgumentNullException.ThrowIfNull(lexicon);
        Lexicon = lexicon;
    }

    /// <summary>The lexicon that decides.</summary>
    public Lexicon Lexicon { get; }

    /// <summary>Classifies an article. Never throws because of the text.</summary>
    /// <param name="article">The article; title and body may be empty.</param>
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

    /// <summary>
    /// Explains whether the event model takes an article for a development: its weights add up to the log-odds. Never throws because of the
    /// text.
    /// </summary>
    /// <param name="article">The article; title and body may be empty.</param>
    public IReadOnlyList<EventSignal> Explain(Article article)
    {
        ArgumentNullException.ThrowIfNull(article);
        var reading = new ArticleReading(Lexicon);
        reading.Read(article, explain: true);
        return reading.Signals;
    }

    /// <summary>The features of a headline, in the order of <see cref="EventFeature"/>.</summary>
    internal double[] Features(string title)
    {
        var reading = new ArticleReading(Lexicon);
        reading.Read(new Article { Id = "", Feed = "", Title = title, Published = default });
        return reading.TitleFeatures.ToArray();
    }
}
