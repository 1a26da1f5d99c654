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
        int features = shipped.File.EventModel.Weights.Count;
        var random = new Random(seed);
        // The scores start far from 0, where full Newton steps go in circles.
        (double[] Features, bool IsEvent)[] rows =
        [
            .. Enumerable.Range(0, 50).Select(_ => (
                Enumerable.Range(0, features).Select(_ => random.NextDouble() < 0.2 ? 1.0 : 0).ToArray(),
                random.NextDouble() < 0.36)),
        ];

        EventModelFile fit = EventModelFit.Fit(shipped, rows, shrinkage: 1);

        // The slope at the fitted weights, which are rounded to 0.001.
        Slopes(fit, rows, shrinkage: 1).Max(Math.Abs).ShouldBeLessThan(0.1);
    }

    [Fact]
    public void Fit_on_the_labels_gives_the_weights_that_ship()
    {
        Lexicon shipped = Lexicon.Shipped();

        IReadOnlyDictionary<string, double> weights = EventModelFit.Weights(shipped, LabelledHeadlines.Read());

        weights["bias"].ShouldBe(shipped.File.EventModel.Bias, 0.002);
        foreach ((string feature, FeatureWeight weight) in shipped.File.EventModel.Weights)
        {
            weights[feature].ShouldBe(weight.Weight, 0.002, feature);
        }
    }

    [Fact]
    public void Weights_carry_over_to_headlines_that_they_were_not_fitted_on()
    {
        const int Parts = 10, Rounds = 3;
        Lexicon lexicon = Lexicon.Shipped();
        var detector = new TradeDetector(lexicon);
        IReadOnlyList<LabelledHeadline> labels = LabelledHeadlines.Read();
        (LabelledHeadline Label, double[] Features)[] rows = [.. labels.Select(label => (label, detector.Features(label.Title)))];
        var random = new Random(1);
        var judged = new List<(bool Found, bool IsTrue)>();
        for (int round = 0; round < Rounds; round++)
        {
            random.Shuffle(rows);
            for (int part = 0; part < Parts; part++)
            {
                EventModelFile model = EventModelFit.Fit(
                    lexicon,
                    [.. rows.Where((_, i) => i % Parts != part).Select(row => (row.Features, row.Label.IsEvent))],
                    EventModelFit.Shrinkage);
                var other = new TradeDetector(lexicon.WithEventModel(model));
                judged.AddRange(rows.Where((_, i) => i % Parts == part)
                    .Select(row => (IsEvent(other, row.Label.Title), row.Label.IsEvent)));
            }
        }

        var agreement = Agreement.Between("cross_validated", judged);
        var shipped = Agreement.Between("shipped", labels.Select(label => (IsEvent(detector, label.Title), label.IsEvent)));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"cross-validated in ten parts, three times: F1 {agreement.F1:0.000}; with the shipped weights {shipped.F1:0.000}"));
        // About two standard errors of F1 on these headlines.
        agreement.F1.ShouldBeGreaterThan(shipped.F1 - 0.05);
    }

    private static bool IsEvent(TradeDetector detector, string title) =>
        detector.Detect(new Article { Id = "0", Feed = "labels", Title = title, Published = default }).IsEvent;

    // The gradient of the penalised likelihood, bias last.
    private static double[] Slopes(EventModelFile fit, (double[] Features, bool IsEvent)[] rows, double shrinkage)
    {
        int n = fit.Weights.Count;
        var slopes = new double[n + 1];
        var weights = new double[n];
        foreach ((string feature, FeatureWeight weight) in fit.Weights)
        {
            int i = (int)Codes<EventFeature>.Parse(feature);
            (weights[i], slopes[i]) = (weight.Weight, shrinkage * (weight.Weight - weight.Prior));
        }

        foreach ((double[] features, bool isEvent) in rows)
        {
            double error = (1 / (1 + Math.Exp(-fit.Bias - features.Zip(weights, (x, weight) => x * weight).Sum()))) - (isEvent ? 1 : 0);
            for (int i = 0; i <= n; i++)
            {
                slopes[i] += error * (i < n ? features[i] : 1);
            }
        }

        return slopes;
    }
}
