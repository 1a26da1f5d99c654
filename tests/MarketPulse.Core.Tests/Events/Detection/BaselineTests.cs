using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MarketPulse.Core.Events.Detection;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace MarketPulse.Core.Tests.Events.Detection;

/// <summary>Compares the detector with simpler methods.</summary>
public class BaselineTests
{
    // Two standard errors of F1 on the 200 or so headlines of the held-out third.
    private const double SmallDifference = 0.05;

    [Fact]
    public void Detector_finds_developments_better_than_a_text_classifier_a_keyword_list_and_the_uncertainty_rule()
    {
        IReadOnlyList<LabelledHeadline> labels = LabelledHeadlines.Read();
        var evaluation = new DetectorEvaluation(new TradeDetector(), labels);
        Agreement classifier = TextClassifier(labels);

        foreach (Agreement method in (IEnumerable<Agreement>)[.. evaluation.Methods, classifier])
        {
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{method.Method}: precision {method.Precision:0.000}, recall {method.Recall:0.000}, F1 {method.F1:0.000}"));
        }

        Agreement ours = evaluation.Methods.Single(method => method.Method == "marketpulse");
        Agreement heldOut = evaluation.Methods.Single(method => method.Method == "marketpulse_held_out");
        foreach (Agreement simple in evaluation.Methods.Where(method => method.Method is "keywords" or "tpu_rule").Append(classifier))
        {
            heldOut.F1.ShouldBeGreaterThan(simple.F1 + SmallDifference, simple.Method);
        }

        // Weights that fit the headlines rather than the language would do much worse on the third that they were not fitted on.
        (ours.F1 - heldOut.F1).ShouldBeLessThan(SmallDifference);
    }

    // docs/validation.md tells readers to expect F1 from 0.82 and seven right directions in ten on headlines that the lexicon has not
    // seen. The authors have seen these, so the detector has to do at least as well on them.
    [Fact]
    public void Detector_keeps_on_a_news_stream_what_its_documentation_promises_for_unseen_headlines()
    {
        var evaluation = new DetectorEvaluation(new TradeDetector(), LabelledHeadlines.ReadStream());

        evaluation.Methods.Single(method => method.Method == "marketpulse").F1.ShouldBeInRange(0.82, 1);
        evaluation.StanceAccuracy.ShouldBeInRange(0.70, 1);
    }

    // Measured once, after the rules were written: F1 0.87, stance 0.68. The bounds are a standard error below.
    [Fact]
    public void Detector_keeps_on_headlines_set_aside_what_was_measured_when_they_were_opened()
    {
        var evaluation = new DetectorEvaluation(new TradeDetector(), LabelledHeadlines.ReadSetAside());
        Agreement ours = evaluation.Methods.Single(method => method.Method == "marketpulse");

        ours.F1.ShouldBeGreaterThan(0.83);
        ours.Precision.ShouldBe(1);
        evaluation.StanceAccuracy.ShouldBeGreaterThan(0.63);
    }

    [Fact]
    public void Detector_reads_the_syntax_and_metonyms_of_broadsheets()
    {
        var evaluation = new DetectorEvaluation(new TradeDetector(), LabelledHeadlines.ReadBroadsheets());

        evaluation.Methods.Single(method => method.Method == "marketpulse").F1.ShouldBeGreaterThan(0.96);
        evaluation.StanceAccuracy.ShouldBeGreaterThan(0.91);
    }

    /// <summary>Words and character sequences with a linear classifier, trained on one half and tested on the other, both ways.</summary>
    private static Agreement TextClassifier(IReadOnlyList<LabelledHeadline> labels)
    {
        Headline[] shuffled = [.. labels.Select(label => new Headline { Title = label.Title, IsEvent = label.IsEvent })];
        new Random(17).Shuffle(shuffled);
        Headline[] first = shuffled[..(shuffled.Length / 2)], second = shuffled[(shuffled.Length / 2)..];
        return Agreement.Between("mlnet_text_classifier", [.. Judge(first, second), .. Judge(second, first)]);
    }

    private static (bool Found, bool IsTrue)[] Judge(Headline[] training, Headline[] test)
    {
        var ml = new MLContext(seed: 17);
        var pipeline = ml.Transforms.Text.FeaturizeText("Features", nameof(Headline.Title))
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = nameof(Headline.IsEvent),
                NumberOfThreads = 1,
            }));
        var model = pipeline.Fit(ml.Data.LoadFromEnumerable(training));
        IDataView scored = model.Transform(ml.Data.LoadFromEnumerable(test));
        IEnumerable<Judgement> judged = ml.Data.CreateEnumerable<Judgement>(scored, reuseRowObject: false);
        return [.. judged.Select((judgement, i) => (judgement.PredictedLabel, test[i].IsEvent))];
    }

    private sealed class Headline
    {
        public string Title { get; set; } = "";

        public bool IsEvent { get; set; }
    }

    [SuppressMessage("Performance", "CA1812", Justification = "ML.NET creates it.")]
    private sealed class Judgement
    {
        public bool PredictedLabel { get; set; }
    }
}
