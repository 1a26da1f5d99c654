using System.Globalization;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Tests.Events.Detection;

namespace MarketPulse.Core.Tests.Events.Clustering;

public class ClusteringFitTests
{
    private const int Parts = 6;

    private static readonly TradeDetector Detector = new();

    [Fact]
    public void Fit_on_the_labels_gives_the_model_that_ships()
    {
        string fitted = ClusteringFit.Fit(Detector, GoldClusters.Labels(), LabelledHeadlines.ReadStreamTitles());

        using var shipped = new StreamReader(ClusteringRules.OpenShippedModel());
        fitted.ShouldBe(shipped.ReadToEnd().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Weights_carry_over_to_days_that_they_were_not_fitted_on()
    {
        (ArticleFacts Facts, string? Act)[] labels = ClusteringFit.Read(Detector, GoldClusters.Labels());
        ClusteringRules rules = ClusteringRules.Shipped;
        int[] windows = Windows(labels);
        var assigned = new List<(string Act, string Event)>();
        for (int part = 0; part < Parts; part++)
        {
            (ArticleFacts Facts, string? Act)[] Of(bool isOut) => [.. labels.Where((_, i) => windows[i] % Parts == part == isOut)];
            ClusteringRules other = rules.WithModel(ClusteringFit.Fit(rules, Of(isOut: false)));
            (ArticleFacts Facts, string? Act)[] tested = Of(isOut: true);
            ClusteredEvents clustered = EventClustering.Cluster(tested.Select(label => label.Facts), [], other);
            assigned.AddRange(tested.Where(label => label.Act is not null && clustered.EventByArticle.ContainsKey(label.Facts.Id))
                .Select(label => (label.Act!, clustered.EventByArticle[label.Facts.Id])));
        }

        (double bCubed, double pairs) = ClusterAgreement.Of(assigned);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"each sixth of the windows by the other five: B-cubed {bCubed:0.000}, pairs {pairs:0.000}"));
        bCubed.ShouldBeGreaterThan(0.93);
        pairs.ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void Labels_without_two_reports_of_one_act_are_refused()
    {
        LabelledAct[] acts = [new("1", new DateOnly(2025, 4, 2), "China imposes 34% tariff on all US goods", "a")];

        Should.Throw<ArgumentException>(() => ClusteringFit.Fit(Detector, acts, [])).Message.ShouldContain("report one act");
    }

    // Days that follow one another belong to one window.
    private static int[] Windows((ArticleFacts Facts, string? Act)[] labels)
    {
        DateTimeOffset[] days = [.. labels.Select(label => label.Facts.Published).Distinct().Order()];
        var window = new Dictionary<DateTimeOffset, int>();
        for (int i = 0; i < days.Length; i++)
        {
            window[days[i]] = i == 0 ? 0 : window[days[i - 1]] + (days[i] - days[i - 1] > TimeSpan.FromDays(1) ? 1 : 0);
        }

        return [.. labels.Select(label => window[label.Facts.Published])];
    }
}
