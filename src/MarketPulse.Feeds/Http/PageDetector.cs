using System.Text;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Http;

/// <summary>Tells a page made for people from data: hosts turn machines away with a challenge or consent page under any status.</summary>
internal static class PageDetector
{
    private const int Window = 64 * 1024;

    private static readonly string[] Challenges =
    [
        "just a moment", "cf-chl", "cf_chl", "challenge-platform", "captcha", "proof of work", "proof-of-work", "enable javascript", "requires javascript",
        "verify you are human", "are you a robot", "unusual traffic", "request access", "unblock", "consent.", "access denied", "attention required", "ddos",
    ];

    /// <summary>Whether the body is an HTML page.</summary>
    public static bool IsPage(ReadOnlySpan<byte> body)
    {
        string start = Encoding.UTF8.GetString(body[..Math.Min(1024, body.Length)]).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        while (start.StartsWith("<!--", StringComparison.Ordinal) && start.IndexOf("-->", StringComparison.Ordinal) is > 0 and int end)
        {
            start = start[(end + 3)..].TrimStart();
        }

        return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<head", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<script", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<body", StringComparison.OrdinalIgnoreCase)
            || (start.StartsWith("<?xml", StringComparison.Ordinal) && start.Contains("<html", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a page is one that wants to see a person.</summary>
    public static bool IsChallenge(ReadOnlySpan<byte> body)
    {
        if (!IsPage(body))
        {
            return false;
        }

        string text = Encoding.UTF8.GetString(body[..Math.Min(Window, body.Length)]);
        bool onlyScript = text.Contains("<script", StringComparison.OrdinalIgnoreCase) && !text.Contains("<p", StringComparison.OrdinalIgnoreCase);
        return onlyScript || Array.Exists(Challenges, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Refuses a body that is a page where data was asked for.</summary>
    /// <exception cref="FeedFaultException">It is one.</exception>
    public static void Refuse(ReadOnlySpan<byte> body)
    {
        if (IsPage(body))
        {
            throw IsChallenge(body)
                ? new FeedFaultException(PollOutcome.Challenged, $"A page that wants to see a person came instead of data: {Excerpt.FromBytes(body)}")
                : new FeedFaultException(PollOutcome.Malformed, $"An HTML page came instead of data: {Excerpt.FromBytes(body)}");
        }
    }
}
