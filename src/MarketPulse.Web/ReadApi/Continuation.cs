using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace MarketPulse.Web.ReadApi;

/// <summary>
/// Where a page ended, as callers hand it back: the position of its last row and a hash of the question, so that it is not used with another. It names
/// a row and not a count, so rows written meanwhile are neither skipped nor repeated.
/// </summary>
internal static class Continuation
{
    private const int HashLength = 8;

    public static string Make(string question, string position) =>
        WebEncoders.Base64UrlEncode([.. Hash(question), .. Encoding.UTF8.GetBytes(position)]);

    /// <summary>The position; null when the token is not one of this question.</summary>
    public static string? Read(string question, string token)
    {
        try
        {
            byte[] bytes = WebEncoders.Base64UrlDecode(token);
            return bytes.Length > HashLength && bytes.AsSpan(0, HashLength).SequenceEqual(Hash(question))
                ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.AsSpan(HashLength))
                : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static byte[] Hash(string question) => SHA256.HashData(Encoding.UTF8.GetBytes(question))[..HashLength];
}
