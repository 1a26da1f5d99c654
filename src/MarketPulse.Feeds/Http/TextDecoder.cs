using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace MarketPulse.Feeds.Http;

/// <summary>
/// Decodes text as feeds really encode it: valid UTF-8 is UTF-8, whatever the feed declares; otherwise the XML prolog decides, then
/// Content-Type, then windows-1252 is assumed.
/// </summary>
internal static partial class TextDecoder
{
    private const int Fallback = 1252;

    /// <summary>Decodes a body.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="charset">Charset of the Content-Type header; null for none.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            Encoding utf16 = bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
            return utf16.GetString(bytes[2..]);
        }

        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
        }

        Encoding encoding = Find(PrologOf(bytes)) ?? Find(charset) ?? CodePagesEncodingProvider.Instance.GetEncoding(Fallback)!;
        return encoding.GetString(bytes);
    }

    private static string? PrologOf(ReadOnlySpan<byte> bytes)
    {
        Match match = PrologPattern().Match(Encoding.Latin1.GetString(bytes[..Math.Min(200, bytes.Length)]));
        return match.Success ? match.Groups["name"].Value : null;
    }

    private static Encoding? Find(string? name)
    {
        // UTF-8 has been ruled out, and UTF-7 can hide markup.
        if (string.IsNullOrWhiteSpace(name) || name.StartsWith("utf", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            string plain = name.Trim('"', '\'', ' ');
            return CodePagesEncodingProvider.Instance.GetEncoding(plain) ?? Encoding.GetEncoding(plain);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        """^\s*<\?xml[^>]*\bencoding\s*=\s*["'](?<name>[A-Za-z0-9._\-]{1,40})["']""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrologPattern();
}
