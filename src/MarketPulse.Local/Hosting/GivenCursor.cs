using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Local.Hosting;

/// <summary>The cursor of a feed that has nothing to go on from: all of it is read every time.</summary>
internal static class GivenCursor
{
    public static FeedCursor After(string feedKind, string feedId, PollOutcome outcome, TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new FeedCursor { FeedKind = feedKind, FeedId = feedId, Outcome = outcome, LastPollUtc = now, LastSuccessUtc = now };
    }
}
