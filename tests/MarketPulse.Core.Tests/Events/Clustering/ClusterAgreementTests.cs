using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Core.Tests.Events.Clustering;

public class ClusterAgreementTests
{
    [Fact]
    public void Agreement_is_that_computed_by_hand()
    {
        // Mean precision (2/3 + 2/3 + 1/3 + 1) / 4 = 2/3, mean recall 3/4. One pair is in both, two are in an act, three in an event.
        ClusterAgreement agreement = ClusterAgreement.Of([("a", "1"), ("a", "1"), ("b", "1"), ("b", "2")]);

        agreement.BCubed.ShouldBe(12.0 / 17, 1e-15);
        agreement.Pairs.ShouldBe(0.4, 1e-15);
    }

    [Fact]
    public void Agreement_is_1_if_events_are_the_acts()
    {
        ClusterAgreement.Of([("a", "1"), ("a", "1"), ("b", "2")]).ShouldBe(new ClusterAgreement(1, 1));
    }
}
