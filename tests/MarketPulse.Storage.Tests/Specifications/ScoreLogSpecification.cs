using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class ScoreLogSpecification : StoresUnderTest
{
    [Fact]
    public async Task Reading_as_of_a_time_returns_the_scores_that_were_stored_then()
    {
        DateTimeOffset start = Clock.GetUtcNow();
        await Scores.SaveAsync([Samples.Score(), Samples.Score(window: "p0_p5")], [], Cancel);
        Clock.Advance(TimeSpan.FromHours(1));
        await Scores.SaveAsync([Samples.Score(bar: 6) with { CarPct = 7 }, Samples.Score("EEM", bar: 6)], [], Cancel);

        (await AsOf(start.AddTicks(-1))).ShouldBeEmpty();
        (await AsOf(start.AddMinutes(59))).Select(score => (score.Symbol, score.WindowKey, score.CarPct)).ShouldBe(
            [("FXI", "m1_p1", Samples.Score().CarPct), ("FXI", "p0_p5", Samples.Score().CarPct)]);
        (await AsOf(start.AddHours(1))).ShouldBe(await Scores.ReadEventAsync(Samples.EventId, Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Storing_the_same_scores_again_keeps_the_time_from_which_they_were_known()
    {
        DateTimeOffset start = Clock.GetUtcNow();
        await Scores.SaveAsync([Samples.Score()], [], Cancel);
        Clock.Advance(TimeSpan.FromHours(1));
        await Scores.SaveAsync([Samples.Score()], [], Cancel);

        (await AsOf(Clock.GetUtcNow())).ShouldHaveSingleItem().ModifiedUtc.ShouldBe(start);
    }

    [Fact]
    public async Task A_new_revision_or_new_bars_alone_add_nothing_to_the_log()
    {
        DateTimeOffset start = Clock.GetUtcNow();
        await Scores.SaveAsync([Samples.Score(), Samples.Score("EEM")], [], Cancel);
        Clock.Advance(TimeSpan.FromHours(1));
        await Scores.SaveAsync(

            [
                Samples.Score(revision: 2, bar: 6, priceRevision: 2), Samples.Score("EEM", revision: 2, bar: 6) with { CarPct = 7 },
            ], [], Cancel);

        (await AsOf(Clock.GetUtcNow())).Select(score => (score.Symbol, score.Revision, score.ModifiedUtc)).ShouldBe(
            [("EEM", 2, Clock.GetUtcNow()), ("FXI", 1, start)]);
    }

    [Fact]
    public async Task Overlaps_that_change_are_logged_with_the_whole_score()
    {
        await Scores.SaveAsync([Samples.Score(), Samples.Score("EEM")], [], Cancel);
        DateTimeOffset start = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));
        await Scores.SetOverlapsAsync([Samples.EventId], _ => Task.FromResult(Samples.Overlaps(("FXI", 1))), Cancel);

        (await AsOf(start)).ShouldAllBe(score => score.Overlaps == 0 && score.ModifiedUtc == start);
        (await AsOf(Clock.GetUtcNow())).ShouldBe(await Scores.ReadEventAsync(Samples.EventId, Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Releases_are_logged_only_for_the_windows_in_which_they_lie()
    {
        DateTimeOffset start = Clock.GetUtcNow();
        await Scores.SaveAsync([Samples.Score(), Samples.Score("EEM")], [], Cancel);
        Clock.Advance(TimeSpan.FromHours(1));
        int written = await Scores.SaveAsync([Samples.Score() with { Confounders = "fomc|cpi" }, Samples.Score("EEM")], [], Cancel);

        written.ShouldBe(1);
        (await AsOf(start)).ShouldAllBe(score => score.Confounders == "" && score.ModifiedUtc == start);
        (await AsOf(Clock.GetUtcNow())).Select(score => (score.Symbol, score.Confounders, score.ModifiedUtc))
            .ShouldBe([("EEM", "", start), ("FXI", "fomc|cpi", Clock.GetUtcNow())]);
    }

    [Fact]
    public async Task Deleting_the_scores_of_an_event_keeps_its_log()
    {
        await Scores.SaveAsync([Samples.Score()], [], Cancel);
        await Scores.DeleteEventAsync(Samples.EventId, Cancel);

        (await AsOf(Clock.GetUtcNow())).ShouldHaveSingleItem();
        (await Scores.ReadEventAsync(Samples.EventId, Cancel).CountAsync(Cancel)).ShouldBe(0);
    }

    private async Task<List<ImpactScore>> AsOf(DateTimeOffset moment) =>
        await Get<IScoreLog>().ReadAsOfAsync(Samples.EventId, moment, Cancel).ToListAsync(Cancel);
}

public class InMemoryScoreLogTests : ScoreLogSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableScoreLogTests(AzuriteFixture azurite) : ScoreLogSpecification
{
    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
