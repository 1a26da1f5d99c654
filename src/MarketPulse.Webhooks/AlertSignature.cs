using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MarketPulse.Webhooks;

/// <summary>Signs what is sent, so that a receiver can tell that it comes from here, unchanged, and lately.</summary>
internal static class AlertSignature
{
    /// <summary>The alert's id: the same in every copy of one alert.</summary>
    public const string IdHeader = "X-MarketPulse-Alert";

    /// <summary>When it was sent, in seconds since 1970.</summary>
    public const string TimestampHeader = "X-MarketPulse-Timestamp";

    /// <summary>The signature, after the version of its making.</summary>
    public const string SignatureHeader = "X-MarketPulse-Signature";

    /// <summary>The signature: <c>v1=</c> and the HMAC-SHA256 (RFC 2104), in lower-case hex, of the timestamp as sent, a full stop, and the body as sent.</summary>
    public static string Of(byte[] key, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp), (byte)'.', .. body];
        return "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, signed));
    }

    /// <summary>A time as the timestamp spells it.</summary>
    public static string Timestamp(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
