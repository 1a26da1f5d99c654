using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MarketPulse.Core.Events;

/// <summary>Identifies articles: the same article has the same id, wherever and however often it arrives.</summary>
public static class ArticleIdentity
{
    /// <summary>
    /// The id of an article: the first 16 hex digits of SHA-256 of its canonical URL or, without a URL, of its normalised title and body
    /// and its date.
    /// </summary>
    /// <param name="canonicalUrl">The article's URL, canonical or not. Null, or anything but an http or https URL, if it has none.</param>
    /// <param name="title">Headline as plain text.</param>
    /// <param name="body">Body or summary as plain text; may be empty.</param>
    /// <param name="published">UTC date of publication.</param>
    /// <returns>Sixteen lower-case hex digits.</returns>
    public static string Create(string? canonicalUrl, string title, string body, DateOnly published)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(body);
        string date = published.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string subject = CanonicalUrl.Canonicalize(canonicalUrl) ?? $"{NormalText.Normalize(title)}\n{NormalText.Normalize(body)}\n{date}";
        return Hash(subject)[..16];
    }

    /// <summary>
    /// Hex SHA-256 of the normalised title and body; equal for exact copies under different addresses, regardless of case, quotation marks
    /// and spacing.
    /// </summary>
    /// <param name="title">Headline as plain text.</param>
    /// <param name="body">Body or summary as plain text; may be empty.</param>
    /// <returns>Sixty-four lower-case hex digits.</returns>
    public static string ContentHash(string title, string body)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(body);
        return Hash($"{NormalText.Normalize(title)}\n{NormalText.Normalize(body)}");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
