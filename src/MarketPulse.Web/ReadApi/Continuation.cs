using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace MarketPulse.Web.ReadApi;

/// <summary>
/// The token that continues after a page: the position of its last row, and a hash of the query so that the token is not used with another
/// one. It refers to a row and not to a count, so rows written in the meantime are neither skipped nor repeated.
/// </summary>
internal static class Continuation
{
    private const int HashLength = 8;

    public static string Make(string query, string position) =>
        WebEncoders.Base64UrlEncode([.. Hash(query), .. Encoding.UTF8.GetBytes(position)]);

    /// <summary>The position; null when the token does not belong to this query.</summary>
    public static string? Read(string query, string token)
    {
        try
        {
            byte[] bytes = WebEncoders.Base64UrlDecode(token);
            return bytes.Length > HashLength && bytes.AsSpan(0, HashLength).SequenceEqual(Hash(query))
                ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.AsSpan(HashLength))
                : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static byte[] Hash(string query) => SHA256.HashData(Encoding.UTF8.GetBytes(query))[..HashLength];
}
