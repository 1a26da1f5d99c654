using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Local.Hosting;

/// <summary>The cursor of a feed without a position: everything is read every time.</summary>
internal static class GivenCursor
{
    public static FeedCursor After(string feedKind, string feedId, PollOutcome outcome, TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new FeedCursor { FeedKind = feedKind, FeedId = feedId, Outcome = outcome, LastPollUtc = now, LastSuccessUtc = now };
    }
}
