using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Core.Tests.Events.Clustering;

public class AverageLinkageTests
{
    [Fact]
    public void Groups_merge_when_half_of_their_pairs_match()
    {
        var linkage = new AverageLinkage(0, [1, 1, 1]);
        linkage.Match(0, 1, 2);
        linkage.Match(1, 2, 1);

        linkage.Merge().ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void Chain_of_matches_does_not_merge_its_ends()
    {
        var linkage = new AverageLinkage(0, [1, 1, 1, 1]);
        linkage.Match(0, 1, 3);
        linkage.Match(2, 3, 2);
        linkage.Match(1, 2, 1);

        linkage.Merge().ShouldBe([0, 0, 2, 2]);
    }

    [Fact]
    public void Most_alike_groups_merge_first()
    {
        var linkage = new AverageLinkage(0, [1, 1, 3]);
        linkage.Match(0, 1, 1);
        linkage.Match(1, 2, 4);
        linkage.Match(1, 2, 4);

        linkage.Merge().ShouldBe([0, 1, 1]);
    }

    [Fact]
    public void Events_that_exist_do_not_merge_with_each_other()
    {
        var linkage = new AverageLinkage(2, [1, 1, 1]);
        linkage.Match(0, 1, 5);
        linkage.Match(0, 2, 1);
        linkage.Match(1, 2, 2);

        linkage.Merge().ShouldBe([0, 1, 1]);
    }
}
