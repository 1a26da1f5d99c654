using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Core.Tests.Events.Clustering;

/// <summary>
/// Clusters of labelled headlines. The bounds lie below the measured figures, B-cubed 0.95 and pairs 0.68, by about half of their 95%
/// intervals: a change that costs more than chance would fails.
/// </summary>
public class GoldClustersTests
{
    [Fact]
    public void Events_are_acts()
    {
        (string Act, string Event)[] items = [.. GoldClusters.Read(seed: 1).Cluster().Select(item => (item.Act, item.Event))];

        var agreement = ClusterAgreement.Of(items);
        agreement.BCubed.ShouldBeGreaterThan(0.935);
        agreement.Pairs.ShouldBeGreaterThan(0.55);

        // Merging nothing must do worse, or the set would not measure anything.
        ClusterAgreement.Of([.. items.Select((item, i) => (item.Act, $"{i}"))]).BCubed.ShouldBeLessThan(0.93);
    }

    [Fact]
    public void Ids_that_depend_on_the_address_make_no_difference_to_reports_of_one_day()
    {
        string[] expected = Groups(1);
        for (int seed = 2; seed <= 4; seed++)
        {
            Groups(seed).ShouldBe(expected);
        }

        static string[] Groups(int seed) =>
        [
            .. GoldClusters.Read(seed).Cluster().GroupBy(item => item.Event, item => item.Title)
                .Select(titles => string.Join('|', titles.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal),
        ];
    }
}
