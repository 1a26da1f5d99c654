using System.Security.Cryptography;
using System.Text;

namespace MarketPulse.Feeds;

/// <summary>When a feed is due again.</summary>
internal static class FeedSchedule
{
    /// <summary>Longest that a source's own wish may put off the next poll.</summary>
    public static readonly TimeSpan LongestWish = TimeSpan.FromHours(1);

    /// <summary>One interval on, less up to a tenth, so that feeds spread out; later when the source asks for it, within an hour.</summary>
    /// <param name="name">Name of the feed: it decides the tenth, so that a schedule can be told beforehand.</param>
    /// <param name="now">The poll.</param>
    /// <param name="interval">The configured interval.</param>
    /// <param name="wish">The source's own wish (time to live, max-age).</param>
    public static DateTimeOffset Next(string name, DateTimeOffset now, TimeSpan interval, TimeSpan? wish = null)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{name}|{now.UtcTicks}")));
        double share = BitConverter.ToUInt16(hash) / 65536.0;
        TimeSpan asked = wish is { } w && w < LongestWish ? w : wish is null ? TimeSpan.Zero : LongestWish;
        TimeSpan own = interval * (1 - (0.1 * share));
        return now + (own > asked ? own : asked);
    }
}
