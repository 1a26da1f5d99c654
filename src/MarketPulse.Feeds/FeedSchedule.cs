using System.Security.Cryptography;
using System.Text;

namespace MarketPulse.Feeds;

/// <summary>Decides when a feed is due again.</summary>
internal static class FeedSchedule
{
    /// <summary>Longest delay of the next poll that a source can request.</summary>
    public static readonly TimeSpan LongestRequestedDelay = TimeSpan.FromHours(1);

    /// <summary>
    /// The time of the next poll: one interval later, minus up to a tenth of it so that polls spread out, or the delay that the source
    /// requested if that is longer, up to an hour.
    /// </summary>
    /// <param name="name">Name of the feed. With the time it determines the jitter, so that schedules are reproducible.</param>
    /// <param name="now">Time of this poll.</param>
    /// <param name="interval">The configured interval.</param>
    /// <param name="requested">The delay that the source requested (time to live, max-age); null for none.</param>
    public static DateTimeOffset Next(string name, DateTimeOffset now, TimeSpan interval, TimeSpan? requested = null)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{name}|{now.UtcTicks}")));
        double jitter = BitConverter.ToUInt16(hash) / 65536.0;
        TimeSpan configured = interval * (1 - (0.1 * jitter));
        TimeSpan allowed = requested > LongestRequestedDelay ? LongestRequestedDelay : requested ?? TimeSpan.Zero;
        return now + (configured > allowed ? configured : allowed);
    }
}
