namespace MarketPulse.Core.Events.Detection;

/// <summary>Reads articles, one at a time: its buffers are reused from one article to the next.</summary>
internal sealed class ArticleReading
{
    private const int LeadSentences = 3;

    // What goes on for longer is no headline, and not worth the time that the rules take.
    private const int TitleSentences = 8;

    // At least one word in twelve of an English text is in the lexicon, as a function word if nothing else.
    private const int MinWords = 8;
    private const int WordsPerKnown = 12;

    // The first of these features that a headline has says why it reports no development.
    private static readonly (EventFeature Feature, string Reason)[] Reasons =
    [
        (EventFeature.SubjectMarket, "market_wrap"),
        (EventFeature.Opinion, "opinion"),
        (EventFeature.Explainer, "explainer"),
        (EventFeature.Sport, "sport"),
        (EventFeature.Survey, "survey"),
        (EventFeature.QuestionStart, "question"),
        (EventFeature.SubjectBusiness, "company_effect"),
        (EventFeature.Executive, "company_effect"),
        (EventFeature.SubjectData, "economic_data"),
        (EventFeature.Market, "market_wrap"),
        (EventFeature.Data, "economic_data"),
        (EventFeature.Business, "company_effect"),
        (EventFeature.Effect, "effect"),
        (EventFeature.SubordinateOnly, "background"),
        (EventFeature.Mood, "mood"),
    ];

    private readonly Lexicon _lexicon;
    private readonly SentenceScanner _scanner;
    private readonly SentenceReading _sentence;
    private readonly PhraseCounts _counts;
    private readonly HeadlineFeatures _features = new();
    private readonly HashSet<long> _ngrams = [];
    private readonly ArticleFigures _figures = new();
    private readonly ScheduleReading _schedule = new();
    private StanceReading _stance;
    private EventScores _scores;
    private WordCounts _words;

    public ArticleReading(Lexicon lexicon)
    {
        _lexicon = lexicon;
        _scanner = new SentenceScanner(lexicon.Phrases);
        _sentence = new SentenceReading(_scanner, lexicon.Phrases, lexicon.Rules);
        _counts = new PhraseCounts(lexicon.File.Relevance);
        _stance = new StanceReading(lexicon.File.Stance);
        TitleFeatures = new double[HeadlineFeatures.Count];
    }

    /// <summary>The features of the last article's headline, in the order of <see cref="EventFeature"/>; 0 without a headline.</summary>
    public double[] TitleFeatures { get; }

    /// <summary>What the score of the event model is the sum of; empty unless the article was read to be explained.</summary>
    public IReadOnlyList<EventSignal> Signals { get; private set; } = [];

    /// <summary>Reads an article.</summary>
    /// <param name="article">The article.</param>
    /// <param name="explain">Whether to collect the <see cref="Signals"/>.</param>
    public ArticleVerdict Read(Article article, bool explain = false)
    {
        Clear(article);
        ReadTitle(Narrow(article.Title), explain);
        ReadBody(Narrow(article.Body), explain);
        return Verdict(article);
    }

    private void Clear(Article article)
    {
        _counts.Clear();
        _figures.Clear(article.Published);
        _schedule.Clear(article.Published);
        Array.Clear(TitleFeatures);
        _stance = new StanceReading(_lexicon.File.Stance);
        _scores = new EventScores();
        _words = new WordCounts();
        Signals = [];
    }

    private void ReadTitle(string title, bool explain)
    {
        _scanner.Start(title);
        for (int sentence = 0; _scanner.Next(); sentence++)
        {
            ReadSentence(withRules: sentence < TitleSentences);
            _stance.Add(_sentence, weight: 1);
            _counts.AddTitle(_sentence);
            _figures.Add(_sentence);
            _schedule.Add(_sentence);
            double score = EventScore();
            if (!_scores.HasTitle)
            {
                _features.Values.CopyTo(TitleFeatures);
            }

            if (explain && score > _scores.Title)
            {
                Signals = _lexicon.EventModel.Explain(_features.Values, _ngrams);
            }

            _scores = _scores with { HasTitle = true, Title = Math.Max(_scores.Title, score) };
        }

        _words = _words with { ForeignLetters = _words.ForeignLetters + _scanner.ForeignLetters };
    }

    private void ReadBody(string body, bool explain)
    {
        PlaceWeights stance = _lexicon.File.Stance.Place;
        RelevanceWeights relevance = _lexicon.File.Relevance;
        _scanner.Start(body);
        for (int sentence = 0; _scanner.Next(); sentence++)
        {
            bool isLead = sentence < LeadSentences;
            ReadSentence(withRules: isLead);
            // Without a title, the first sentence is the headline.
            bool isHeadline = sentence == 0 && !_scores.HasTitle;
            _stance.Add(_sentence, isHeadline ? 1 : isLead ? stance.Lead : stance.Body);
            _counts.AddBody(_sentence, isHeadline ? 1 : isLead ? relevance.Lead : relevance.Body);
            if (isLead)
            {
                _figures.Add(_sentence);
                _schedule.Add(_sentence);
                double score = EventScore();
                if (explain && !_scores.HasTitle && score > _scores.Lead)
                {
                    Signals = _lexicon.EventModel.Explain(_features.Values, _ngrams);
                }

                _scores = _scores with { Lead = Math.Max(_scores.Lead, score) };
            }
        }

        double gain = _scores.Total(_lexicon.EventModel.File.LeadGain) - _scores.Title;
        if (explain && _scores.HasTitle && gain > 0)
        {
            Signals = [.. Signals, new EventSignal("lead", "lead", gain)];
        }

        _words = _words with { ForeignLetters = _words.ForeignLetters + _scanner.ForeignLetters };
    }

    private void ReadSentence(bool withRules)
    {
        _sentence.Read(withRules);
        _words = _words with { Words = _words.Words + _sentence.Tokens.Length, Known = _words.Known + _sentence.Matches.Length };
    }

    // The current sentence, judged on its own by the event model.
    private double EventScore()
    {
        var own = new StanceReading(_lexicon.File.Stance);
        own.Add(_sentence, weight: 1);
        _features.Read(_sentence, own, _counts.Score);
        return _lexicon.EventModel.Score(_features.Values, _sentence.Tokens, _ngrams);
    }

    private ArticleVerdict Verdict(Article article)
    {
        double relevance = 1 / (1 + Math.Exp(-_counts.Score));
        bool isForeign = _words.ForeignLetters > _words.Words || (_words.Words >= MinWords && _words.Known * WordsPerKnown < _words.Words);
        bool isRelevant = !isForeign && relevance >= _lexicon.File.Relevance.Threshold;
        bool isEvent = !isForeign && _scores.Total(_lexicon.EventModel.File.LeadGain) > 0 && relevance >= _lexicon.File.Relevance.Event;
        IReadOnlyList<string> measures = _counts.Measures();
        return new ArticleVerdict
        {
            Relevance = Math.Round(relevance, 6),
            IsRelevant = isRelevant,
            IsEvent = isEvent,
            Reason = isForeign ? "other_language" : isEvent ? "development" : isRelevant ? ReasonAgainst() : "not_relevant",
            Stance = isEvent ? _stance.Direction : Stance.Neutral,
            Intensity = isEvent ? _lexicon.Intensity.Measure(measures, _figures.Certainty, _figures.LargestRate, _counts.IsBroad) : 0,
            Certainty = _figures.Certainty,
            Measures = measures,
            Topics = _counts.Topics(),
            Actors = _counts.Actors(),
            Pairs = _counts.Pairs(),
            Quantities = _figures.Quantities(),
            EffectiveDate = _figures.EffectiveDate,
            Scheduled = isEvent ? _schedule.Dates() : [],
            Phrases = _counts.Phrases(article),
            Language = isForeign ? "other" : "en",
            LexiconVersion = _lexicon.Version,
        };
    }

    private string ReasonAgainst()
    {
        foreach ((EventFeature feature, string reason) in Reasons)
        {
            if (TitleFeatures[(int)feature] > 0)
            {
                return reason;
            }
        }

        return "no_development";
    }

    // Replaces full-width letters and digits by their plain forms, one for one, so that offsets stay the same.
    private static string Narrow(string text) => text.AsSpan().IndexOfAnyInRange('\uFF01', '\uFF5E') < 0
        ? text
        : string.Create(text.Length, text, static (narrow, wide) =>
        {
            for (int i = 0; i < wide.Length; i++)
            {
                narrow[i] = wide[i] is >= '\uFF01' and <= '\uFF5E' ? (char)(wide[i] - '\uFF01' + '!') : wide[i];
            }
        });

    /// <summary>Scores of the event model, log-odds.</summary>
    private readonly record struct EventScores()
    {
        public bool HasTitle { get; init; }

        public double Title { get; init; } = double.NegativeInfinity;

        public double Lead { get; init; } = double.NegativeInfinity;

        public double Total(double leadGain) => HasTitle ? Math.Max(Title, Math.Min(Title + leadGain, Lead)) : Lead;
    }

    private readonly record struct WordCounts(int Words, int Known, int ForeignLetters);
}
