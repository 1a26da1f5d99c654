using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MarketPulse.Webhooks;

/// <summary>
/// Signs requests, so that a receiver can verify where an alert comes from, that it was not changed, and when it was sent.
/// </summary>
internal static class AlertSignature
{
    /// <summary>Header with the alert's id, which is the same in every copy of an alert.</summary>
    public const string IdHeader = "X-MarketPulse-Alert";

    /// <summary>Header with the time of sending, in Unix seconds.</summary>
    public const string TimestampHeader = "X-MarketPulse-Timestamp";

    /// <summary>Header with the signature, prefixed with the version of the scheme.</summary>
    public const string SignatureHeader = "X-MarketPulse-Signature";

    /// <summary>
    /// Computes the signature: <c>v1=</c> followed by the HMAC-SHA256 (RFC 2104), in lower-case hex, of the timestamp as sent, a full stop,
    /// and the body as sent.
    /// </summary>
    public static string Compute(byte[] key, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp), (byte)'.', .. body];
        return "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, signed));
    }

    /// <summary>Formats a time for the timestamp header.</summary>
    public static string Timestamp(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
