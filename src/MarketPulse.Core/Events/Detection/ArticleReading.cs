namespace MarketPulse.Core.Events.Detection;

/// <summary>One reader of articles: its buffers serve one article after the other.</summary>
internal sealed class ArticleReading
{
    private const int LeadSentences = 3;

    // Above the weight of a tariff that something is done about, no procedural word makes a development neutral.
    private const double Decided = 1.2;

    // Below the weight of one tariff that is merely named.
    private const double Undecided = 0.2;

    private readonly Lexicon _lexicon;
    private readonly SentenceScanner _scanner;
    private readonly SentenceReading _sentence;
    private readonly PhraseCounts _counts;
    private readonly ArticleFigures _figures = new();
    private readonly double[] _features = new double[Enum.GetValues<EventFeature>().Length];

    public ArticleReading(Lexicon lexicon)
    {
        _lexicon = lexicon;
        _scanner = new SentenceScanner(lexicon.Phrases);
        _sentence = new SentenceReading(lexicon.Phrases);
        _counts = new PhraseCounts(lexicon.File.Relevance);
        TitleFeatures = new double[_features.Length];
    }

    /// <summary>The features of the headline last read.</summary>
    public double[] TitleFeatures { get; }

    /// <summary>The direction of the article last read, event or not.</summary>
    public Stance Stance { get; private set; }

    /// <summary>Reads an article.</summary>
    public ArticleVerdict Read(Article article)
    {
        _counts.Clear();
        _figures.Clear(article.Published);
        string title = Narrow(article.Title);
        string body = Narrow(article.Body);
        var stance = new StanceReading();
        double titleScore = double.NegativeInfinity;
        double leadScore = double.NegativeInfinity;
        int words = 0;
        int known = 0;
        int foreign = 0;
        bool titled = false;

        _scanner.Start(title);
        while (_scanner.Next())
        {
            _sentence.Read(_scanner.Tokens, title);
            var own = new StanceReading();
            own.Add(_sentence, 1);
            stance.Add(_sentence, 1);
            _counts.Add(_sentence, _scanner.Tokens, title, inTitle: true, factor: 1);
            _figures.Add(_sentence, _scanner.Tokens, title);
            double score = Score(own, title);
            if (!titled)
            {
                _features.CopyTo(TitleFeatures, 0);
            }

            titled = true;
            titleScore = Math.Max(titleScore, score);
            words += _sentence.Words;
            known += _sentence.Matches.Length;
        }

        foreign += _scanner.ForeignLetters;
        _scanner.Start(body);
        for (int sentences = 0; _scanner.Next(); sentences++)
        {
            _sentence.Read(_scanner.Tokens, body);
            bool isLead = sentences < LeadSentences;
            bool isTitle = !titled && sentences == 0;
            _counts.Add(_sentence, _scanner.Tokens, body, inTitle: false, isTitle ? 1 : isLead ? _lexicon.File.Relevance.Lead : _lexicon.File.Relevance.Body);
            stance.Add(_sentence, isTitle ? 1 : isLead ? 0.35 : 0.2);
            if (isLead)
            {
                var own = new StanceReading();
                own.Add(_sentence, 1);
                _figures.Add(_sentence, _scanner.Tokens, body);
                leadScore = Math.Max(leadScore, Score(own, body));
            }

            words += _sentence.Words;
            known += _sentence.Matches.Length;
        }

        foreign += _scanner.ForeignLetters;

        return Verdict(article, stance, titled ? Math.Max(titleScore, Math.Min(titleScore + 1, leadScore)) : leadScore, IsForeign(words, known, foreign));
    }

    // Full-width letters and digits as their plain forms, one for one, so that offsets stay.
    private static string Narrow(string text) => text.AsSpan().IndexOfAnyInRange('\uFF01', '\uFF5E') < 0
        ? text
        : string.Create(text.Length, text, static (narrow, wide) =>
        {
            for (int i = 0; i < wide.Length; i++)
            {
                narrow[i] = wide[i] is >= '\uFF01' and <= '\uFF5E' ? (char)(wide[i] - '\uFF01' + '!') : wide[i];
            }
        });

    // Every English sentence holds words that the lexicon knows as carrying nothing; a text with next to none of them is in another language.
    private static bool IsForeign(int words, int known, int foreign) => foreign > words || (words >= 8 && known * 12 < words);

    private double Score(StanceReading own, string text)
    {
        HeadlineFeatures.Read(_sentence, _scanner.Tokens, text, _scanner.IsQuestion, _counts.Score, own, _features);
        double score = _lexicon.File.EventModel.Bias;
        for (int i = 0; i < _features.Length; i++)
        {
            score += _features[i] * _lexicon.EventWeights[i];
        }

        return score;
    }

    private ArticleVerdict Verdict(Article article, StanceReading stance, double eventScore, bool isForeign)
    {
        double relevance = 1 / (1 + Math.Exp(-_counts.Score));
        bool isRelevant = !isForeign && relevance >= _lexicon.File.Relevance.Threshold;
        bool isEvent = !isForeign && eventScore > 0 && relevance >= _lexicon.File.Relevance.Event;
        Stance = Direction(stance);
        Certainty certainty = _figures.Certainty;
        IReadOnlyList<string> measures = _counts.Measures();
        return new ArticleVerdict
        {
            Relevance = Math.Round(relevance, 6),
            IsRelevant = isRelevant,
            IsEvent = isEvent,
            Reason = Reason(isForeign, isRelevant, isEvent),
            Stance = isEvent ? Stance : Stance.Neutral,
            Intensity = isEvent ? Intensity(measures, certainty) : 0,
            Certainty = certainty,
            Measures = measures,
            Topics = _counts.Topics(),
            Actors = _counts.Actors(),
            Pairs = _counts.Pairs(),
            Quantities = _figures.Quantities(),
            EffectiveDate = _figures.EffectiveDate,
            Phrases = _counts.Phrases(article),
            Language = isForeign ? "other" : "en",
            LexiconVersion = _lexicon.Version,
        };
    }

    private static Stance Direction(StanceReading stance)
    {
        (double e, double d) = (stance.Escalation, stance.Easing);
        double larger = Math.Max(e, d);
        double smaller = Math.Min(e, d);
        if (larger < Undecided || (larger < Decided && stance.Neutral >= larger * 0.85))
        {
            return Stance.Neutral;
        }

        return stance.IsDivided || (smaller >= 0.6 && smaller > larger * 0.8) ? Stance.Mixed
            : e >= d ? Stance.Escalation
            : Stance.Deescalation;
    }

    private string Reason(bool isForeign, bool isRelevant, bool isEvent)
    {
        if (isForeign || isEvent || !isRelevant)
        {
            return isForeign ? "other_language" : isEvent ? "development" : "not_relevant";
        }

        foreach ((EventFeature feature, string reason) in (ReadOnlySpan<(EventFeature, string)>)
            [
                (EventFeature.SubjectMarket, "market_wrap"), (EventFeature.Opinion, "opinion"), (EventFeature.Explainer, "explainer"), (EventFeature.Sport, "sport"),
                (EventFeature.Survey, "survey"), (EventFeature.QuestionStart, "question"), (EventFeature.SubjectBusiness, "company_effect"), (EventFeature.Executive, "company_effect"),
                (EventFeature.SubjectData, "economic_data"), (EventFeature.Market, "market_wrap"), (EventFeature.Data, "economic_data"), (EventFeature.Business, "company_effect"),
                (EventFeature.Effect, "effect"), (EventFeature.SubordinateOnly, "background"), (EventFeature.Mood, "mood"),
            ])
        {
            if (TitleFeatures[(int)feature] > 0)
            {
                return reason;
            }
        }

        return "no_development";
    }

    private double Intensity(IReadOnlyList<string> measures, Certainty certainty)
    {
        double strongest = 30;
        foreach (string measure in measures)
        {
            strongest = Math.Max(strongest, _lexicon.File.Measures.GetValueOrDefault(measure, 30));
        }

        double factor = certainty switch
        {
            Certainty.Denied => 0.1,
            Certainty.Rumoured => 0.45,
            Certainty.Considered => 0.5,
            Certainty.Threatened => 0.65,
            Certainty.Proposed => 0.65,
            Certainty.Announced => 0.8,
            Certainty.Ordered => 0.9,
            _ => 1,
        };
        return Math.Round(Math.Min(100, strongest * factor * _figures.RateFactor * _counts.Breadth), 1, MidpointRounding.AwayFromZero);
    }
}
