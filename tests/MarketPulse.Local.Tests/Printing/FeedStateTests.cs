using MarketPulse.Feeds.Settings;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Local.Tests.Printing;

/// <summary>The status that <c>marketpulse feeds</c> shows.</summary>
public class FeedStateTests
{
    private static readonly DateTimeOffset Now = new(2025, 6, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly ConfiguredFeed Feed =
        new("news", "ustr") { Source = "rss", Place = "ustr.gov", Interval = TimeSpan.FromMinutes(15) };

    private static readonly FeedCursor Cursor = new() { FeedKind = "news", FeedId = "ustr" };

    [Theory]
    [InlineData(1, "ok")]
    [InlineData(6.9, "ok")]
    [InlineData(7, "silent")]
    public void Feed_is_silent_after_seven_days_without_an_answer(double days, string status)
    {
        DateTimeOffset success = Now.AddDays(-days);

        StatusOf(Cursor.AfterSuccess(PollOutcome.New, success, success.AddMinutes(15))).ShouldBe(status);
    }

    [Theory]
    [InlineData(2, "failing")]
    [InlineData(8, "silent")]
    public void Feed_that_never_answered_is_silent_seven_days_after_it_was_first_missed(double days, string status) =>
        StatusOf(
            Cursor.AfterFailure(PollOutcome.Unreachable, "No such host.", Now.AddMinutes(-1)),
            new FeedCursor { FeedKind = "heartbeat", FeedId = "news|ustr", Position = Now.AddDays(-days).ToString("O") })
            .ShouldBe(status);

    private static string StatusOf(params FeedCursor[] cursors) => FeedState.FromCursors(Feed, cursors, Now).Status;
}
