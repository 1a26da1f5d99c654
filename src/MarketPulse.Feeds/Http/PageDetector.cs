using System.Text;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Http;

/// <summary>Detects HTML pages where data is expected: hosts turn clients away with challenge or consent pages, under any status.</summary>
internal static class PageDetector
{
    private const int Window = 64 * 1024;

    private static readonly string[] PageStarts = ["<!doctype html", "<html", "<head", "<script", "<body"];

    private static readonly string[] Challenges =
    [
        "just a moment", "cf-chl", "cf_chl", "challenge-platform", "captcha", "proof of work", "proof-of-work", "enable javascript",
        "requires javascript", "verify you are human", "are you a robot", "unusual traffic", "request access", "unblock", "consent.",
        "access denied",
        "attention required", "ddos",
    ];

    /// <summary>Whether the body is an HTML page.</summary>
    public static bool IsPage(ReadOnlySpan<byte> body)
    {
        string start = Encoding.UTF8.GetString(body[..Math.Min(1024, body.Length)]).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        while (start.StartsWith("<!--", StringComparison.Ordinal) && start.IndexOf("-->", StringComparison.Ordinal) is > 0 and int end)
        {
            start = start[(end + 3)..].TrimStart();
        }

        return Array.Exists(PageStarts, tag => start.StartsWith(tag, StringComparison.OrdinalIgnoreCase))
            || (start.StartsWith("<?xml", StringComparison.Ordinal) && start.Contains("<html", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the body is a page that checks for a human visitor.</summary>
    public static bool IsChallenge(ReadOnlySpan<byte> body)
    {
        if (!IsPage(body))
        {
            return false;
        }

        string text = Encoding.UTF8.GetString(body[..Math.Min(Window, body.Length)]);
        bool onlyScript = text.Contains("<script", StringComparison.OrdinalIgnoreCase)
            && !text.Contains("<p", StringComparison.OrdinalIgnoreCase);
        return onlyScript || Array.Exists(Challenges, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Throws when a body that should be data is an HTML page.</summary>
    /// <exception cref="FeedFaultException">The body is a page.</exception>
    public static void Refuse(ReadOnlySpan<byte> body)
    {
        if (IsPage(body))
        {
            throw IsChallenge(body)
                ? new FeedFaultException(
                    PollOutcome.Challenged, $"The response is a challenge page instead of data: {Excerpt.FromBytes(body)}")
                : new FeedFaultException(PollOutcome.Malformed, $"The response is an HTML page instead of data: {Excerpt.FromBytes(body)}");
        }
    }
}
