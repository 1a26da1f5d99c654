using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Tests.Events.Detection;

public class EventModelFitTests
{
    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    public void Fit_ends_at_a_minimum(int seed)
    {
        Lexicon shipped = Lexicon.Shipped();
        var random = new Random(seed);
        string[] words = ["alpha", "beta", "gamma", "delta", "epsilon"];
        // The scores start far from 0, where full Newton steps go in circles.
        FitRow[] rows =
        [
            .. Enumerable.Range(0, 60).Select(_ => new FitRow(
                [.. Enumerable.Range(0, HeadlineFeatures.Count).Select(_ => random.NextDouble() < 0.2 ? 1.0 : 0)],
                [.. words.Where(_ => random.NextDouble() < 0.4)],
                random.NextDouble() < 0.36)),
        ];

        EventModelFile fit = EventModelFit.Fit(shipped, rows);

        // The slope at the fitted weights, which are rounded to 0.001.
        Slopes(fit, rows).Max(Math.Abs).ShouldBeLessThan(0.1);
        fit.Ngrams.Keys.ShouldBe(words, ignoreOrder: true);
    }

    [Fact]
    public void Words_of_fewer_headlines_than_it_takes_get_no_weight()
    {
        FitRow Row(bool isEvent, params string[] words) => new(new double[HeadlineFeatures.Count], words, isEvent);

        EventModelFile fit = EventModelFit.Fit(
            Lexicon.Shipped(),
            [
                .. Enumerable.Range(0, EventModelFit.LeastHeadlines).Select(_ => Row(true, "often")),
                Row(true, "rarely"), Row(false), Row(false),
            ]);

        fit.Ngrams.Keys.ShouldBe(["often"]);
    }

    [Fact]
    public void Fit_on_the_labels_gives_the_model_that_ships()
    {
        string fitted = EventModelFit.Fit(Lexicon.Shipped(), LabelledHeadlines.ReadAll());

        using var ours = new StreamReader(Lexicon.OpenShippedModel());
        fitted.ShouldBe(ours.ReadToEnd().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Weights_carry_over_to_months_that_they_were_not_fitted_on()
    {
        const int Parts = 6;
        Lexicon lexicon = Lexicon.Shipped();
        var detector = new TradeDetector(lexicon);
        (LabelledHeadline Label, FitRow Row)[] rows =
        [
            .. LabelledHeadlines.ReadStream().OrderBy(label => label.Published).ThenBy(label => label.Id, StringComparer.Ordinal)
                .Select(label => (label, EventModelFit.Row(lexicon, label))),
        ];
        var judged = new List<(bool Found, bool IsTrue)>();
        for (int part = 0; part < Parts; part++)
        {
            bool IsOut(int i) => i * Parts / rows.Length == part;
            EventModelFile model = EventModelFit.Fit(lexicon, [.. rows.Where((_, i) => !IsOut(i)).Select(row => row.Row)]);
            var other = new TradeDetector(lexicon.WithEventModel(model));
            judged.AddRange(rows.Where((_, i) => IsOut(i)).Select(row => (IsEvent(other, row.Label.Title), row.Label.IsEvent)));
        }

        var agreement = Agreement.Between("months_left_out", judged);
        var shipped = Agreement.Between("shipped", rows.Select(row => (IsEvent(detector, row.Label.Title), row.Label.IsEvent)));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"each sixth of the stream judged by the other five: F1 {agreement.F1:0.000}; with the shipped weights {shipped.F1:0.000}"));
        // About two standard errors of F1 on these headlines, and what the weights gain from headlines of the same weeks.
        agreement.F1.ShouldBeGreaterThan(shipped.F1 - 0.05);
    }

    [Fact]
    public void Signals_add_up_to_the_score_that_decides()
    {
        var detector = new TradeDetector();
        foreach (LabelledHeadline label in LabelledHeadlines.Read().Take(200))
        {
            var article = new Article { Id = "0", Feed = "labels", Title = label.Title, Published = default };
            ArticleVerdict verdict = detector.Detect(article);
            double score = detector.Explain(article).Sum(signal => signal.Weight);

            // Beside a positive score, an event needs some relevance.
            verdict.IsEvent.ShouldBe(score > 0 && verdict.Relevance >= detector.Lexicon.File.Relevance.Event, label.Id);
        }
    }

    private static bool IsEvent(TradeDetector detector, string title) =>
        detector.Detect(new Article { Id = "0", Feed = "labels", Title = title, Published = default }).IsEvent;

    // The gradient of the penalised likelihood.
    private static IEnumerable<double> Slopes(EventModelFile fit, FitRow[] rows)
    {
        double Error(FitRow row)
        {
            double score = fit.Bias + fit.Weights.Sum(pair => pair.Value.Weight * row.Signs[(int)Codes<EventFeature>.Parse(pair.Key)])
                + row.Ngrams.Sum(ngram => fit.Ngrams.GetValueOrDefault(ngram));
            return (1 / (1 + Math.Exp(-score))) - (row.IsEvent ? 1 : 0);
        }

        double[] errors = [.. rows.Select(Error)];
        yield return errors.Sum();
        foreach ((string code, FeatureWeight weight) in fit.Weights)
        {
            int sign = (int)Codes<EventFeature>.Parse(code);
            double penalty = EventModelFit.Shrinkage * (weight.Weight - weight.Prior);
            yield return penalty + rows.Select((row, i) => errors[i] * row.Signs[sign]).Sum();
        }

        foreach ((string ngram, double weight) in fit.Ngrams)
        {
            double penalty = EventModelFit.NgramShrinkage * weight;
            yield return penalty + rows.Select((row, i) => row.Ngrams.Contains(ngram) ? errors[i] : 0).Sum();
        }
    }
}
