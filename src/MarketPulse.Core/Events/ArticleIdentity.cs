using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MarketPulse.Core.Events;

/// <summary>What makes two reports the same article, wherever and however often they arrive.</summary>
public static class ArticleIdentity
{
    /// <summary>
    /// First 16 hex digits of SHA-256 of the canonical URL; without one, of the normalised title and body and the published date.
    /// The URL is brought into canonical form here, so either spelling gives the same id.
    /// </summary>
    /// <param name="canonicalUrl">The article's address; null, or anything that is no http address, when it has none.</param>
    /// <param name="title">Headline.</param>
    /// <param name="body">Body or summary, may be empty.</param>
    /// <param name="published">UTC date of publication.</param>
    /// <returns>Sixteen lower-case hex digits.</returns>
    public static string Create(string? canonicalUrl, string title, string body, DateOnly published)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(body);
        string subject = CanonicalUrl.Of(canonicalUrl)
            ?? $"{NormalText.Of(title)}\n{NormalText.Of(body)}\n{published.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
        return Hash(subject)[..16];
    }

    /// <summary>Hex SHA-256 of the normalised title and body: equal for exact copies under other addresses, however they are cased, quoted or spaced.</summary>
    /// <returns>Sixty-four lower-case hex digits.</returns>
    public static string ContentHash(string title, string body)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(body);
        return Hash($"{NormalText.Of(title)}\n{NormalText.Of(body)}");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
