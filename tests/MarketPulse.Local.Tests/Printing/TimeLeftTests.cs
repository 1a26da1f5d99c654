using MarketPulse.Local.Printing;
using MarketPulse.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Local.Tests.Printing;

public class TimeLeftTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Pace_of_the_first_two_seconds_or_units_is_not_extrapolated()
    {
        var left = new TimeLeft(_clock);

        left.Describe(Replayed(0)).ShouldBe("Replaying: 0 of 200 events");
        _clock.Advance(TimeSpan.FromSeconds(1));
        left.Describe(Replayed(10)).ShouldBe("Replaying: 10 of 200 events");
    }

    [Theory]
    [InlineData(100, 10, "Replaying: 100 of 200 events, about 10 s left")]
    [InlineData(20, 4, "Replaying: 20 of 200 events, about 40 s left")]
    [InlineData(20, 40, "Replaying: 20 of 200 events, about 6 min left")]
    [InlineData(5, 300, "Replaying: 5 of 200 events, about 4 h left")]
    [InlineData(4, 300, "Replaying: 4 of 200 events")]
    [InlineData(190, 10, "Replaying: 190 of 200 events, a few seconds left")]
    [InlineData(200, 10, "Replaying: 200 of 200 events")]
    public void Time_left_follows_from_the_pace_so_far(int done, int seconds, string text)
    {
        var left = new TimeLeft(_clock);
        left.Describe(Replayed(0));

        _clock.Advance(TimeSpan.FromSeconds(seconds));

        left.Describe(Replayed(done)).ShouldBe(text);
    }

    [Fact]
    public void Work_that_was_done_before_does_not_count_as_pace()
    {
        var left = new TimeLeft(_clock);
        left.Describe(Replayed(100));

        _clock.Advance(TimeSpan.FromSeconds(10));

        left.Describe(Replayed(110)).ShouldBe("Replaying: 110 of 200 events, about 2 min left");
    }

    [Fact]
    public void Next_work_starts_a_pace_of_its_own()
    {
        var left = new TimeLeft(_clock);
        left.Describe(Replayed(0));
        _clock.Advance(TimeSpan.FromSeconds(10));

        left.Describe(new WorkProgress("Writing", 50, 100, "rows")).ShouldBe("Writing: 50 of 100 rows");
        left.Describe("Scoring quiet days").ShouldBe("Scoring quiet days");
        left.Describe(new WorkProgress("Copying prices", 1500, Unit: "rows")).ShouldBe("Copying prices: 1,500 rows");
    }

    private static WorkProgress Replayed(int events) => new("Replaying", events, 200, "events");
}
