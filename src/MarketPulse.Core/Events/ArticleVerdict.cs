namespace MarketPulse.Core.Events;

/// <summary>What the detector finds in an article, and why.</summary>
public sealed record ArticleVerdict
{
    /// <summary>Whether it is about trade conflict between states, 0 to 1.</summary>
    public required double Relevance { get; init; }

    /// <summary>
    /// Whether <see cref="Relevance"/> reaches the lexicon's threshold, whether or not the article reports a development. The tension index
    /// counts these articles. A development may stay below the threshold, as when one state snubs another without a mention of trade.
    /// </summary>
    public required bool IsRelevant { get; init; }

    /// <summary>Whether it reports a development.</summary>
    public required bool IsEvent { get; init; }

    /// <summary>
    /// Why it is an event or not, as a code: <c>development</c>, <c>market_wrap</c>, <c>opinion</c>, <c>not_relevant</c>,
    /// <c>other_language</c>, ...
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>Direction of the development; neutral if there is none.</summary>
    public Stance Stance { get; init; }

    /// <summary>Strength, unsigned, 0 to 100: base of the measure, scaled by rate, breadth and certainty.</summary>
    public double Intensity { get; init; }

    /// <summary>How certain the reported act is.</summary>
    public Certainty Certainty { get; init; }

    /// <summary>Codes of the measures found, e.g. <c>tariff</c>, <c>export_control</c>, <c>talks</c>; ordinal order.</summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>Codes of the topics found, e.g. <c>rare_earths</c>, <c>semiconductors</c>; ordinal order.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Countries as ISO 3166 two-letter codes (EU for the Union), then leaders and companies by code; ordinal order.</summary>
    public IReadOnlyList<string> Actors { get; init; } = [];

    /// <summary>Country pairs, e.g. <c>US-CN</c>: the country that is named first with each of the next three.</summary>
    public IReadOnlyList<string> Pairs { get; init; } = [];

    /// <summary>Rates and amounts with their unit, in order of appearance.</summary>
    public IReadOnlyList<Quantity> Quantities { get; init; } = [];

    /// <summary>When the measure takes effect, if the text says so. The time of the event is that of the report.</summary>
    public DateOnly? EffectiveDate { get; init; }

    /// <summary>
    /// The dates ahead that headline and lead announce, by date: when a measure takes effect, what is due and what ends. Empty if the
    /// article reports no development.
    /// </summary>
    public IReadOnlyList<ScheduledDate> Scheduled { get; init; } = [];

    /// <summary>The phrases that decided. Their weights add up to the relevance score, the log-odds of <see cref="Relevance"/>.</summary>
    public IReadOnlyList<DecidingPhrase> Phrases { get; init; } = [];

    /// <summary>Language: <c>en</c>, or <c>other</c> without saying which.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Version of the lexicon that gave the verdict.</summary>
    public required string LexiconVersion { get; init; }
}

/// <summary>A rate or an amount in the text.</summary>
/// <param name="Value">The number with its scale: 300 billion is 3e11.</param>
/// <param name="Unit"><c>percent</c>, or a currency code such as <c>USD</c>.</param>
/// <param name="Text">The words of the text.</param>
public readonly record struct Quantity(double Value, string Unit, string Text);

/// <summary>A phrase that counted towards the verdict.</summary>
/// <param name="Text">The words of the article.</param>
/// <param name="Kind">
/// What it counted as: <c>measure</c>, <c>topic</c>, <c>actor</c>, <c>verb</c>, <c>negation</c>, <c>not_event</c>, ...
/// </param>
/// <param name="Code">The measure, topic, actor or class it stands for.</param>
/// <param name="InTitle">Whether the phrase is in the title; otherwise it is in the body.</param>
/// <param name="Offset">Offset in title or body, in UTF-16 units.</param>
/// <param name="Weight">Contribution to the relevance score, log-odds.</param>
public readonly record struct DecidingPhrase(string Text, string Kind, string Code, bool InTitle, int Offset, double Weight);
