using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace MarketPulse.Core.Events;

/// <summary>Reduces the many addresses of one page to one: removes what link trackers, mobile hosts and AMP copies add.</summary>
public static class CanonicalUrl
{
    private const int MaxLength = 2048;

    private static readonly FrozenSet<string> TrackingNames = FrozenSet.ToFrozenSet(
        [
            "fbclid", "gclid", "dclid", "gbraid", "wbraid", "gclsrc", "srsltid", "msclkid", "twclid", "yclid", "ysclid",
            "mc_cid", "mc_eid", "mkt_tok", "sc_cid", "_openstat", "igshid", "cmpid", "ocid", "smid", "taid",
            "amp", "outputtype",
        ],
        StringComparer.OrdinalIgnoreCase);

    // Uri throws on some of them.
    private static readonly SearchValues<char> DirectionMarks =
        SearchValues.Create("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    private static readonly string[] TrackingPrefixes = ["utm_", "mtm_", "campaign_", "itm_", "_hs", "__hs"];
    private static readonly string[] CopyHosts = ["www.", "m.", "mobile.", "amp."];

    /// <summary>
    /// The canonical form of a URL: https, lower-case host without <c>www.</c>, <c>m.</c>, <c>mobile.</c> or <c>amp.</c>, no default port,
    /// user, fragment, tracking parameters or AMP suffix, and the remaining parameters in ordinal order.
    /// </summary>
    /// <param name="url">The URL.</param>
    /// <returns>The canonical URL; null if the text is not an absolute http or https URL, or longer than 2,048 characters.</returns>
    public static string? Canonicalize(string? url)
    {
        if (string.IsNullOrWhiteSpace(url)
            || url.Length > MaxLength
            || !TryParse(baseAddress: null, url.Trim(), out Uri? uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || AsciiHost(uri) is not { Length: > 0 } ascii)
        {
            return null;
        }

        string host = Host(ascii);
        string port = uri.IsDefaultPort ? "" : $":{uri.Port}";
        return $"https://{host}{port}{Path(uri)}{Query(uri, host)}";
    }

    /// <summary>Parses a URL. Never throws.</summary>
    /// <param name="baseAddress">Base of relative URLs; null to accept absolute URLs only.</param>
    /// <param name="text">The URL, absolute or relative.</param>
    /// <param name="address">The absolute URL.</param>
    /// <returns>
    /// Whether the text is a URL. Text with marks of writing direction is not: they can only disguise where a link leads.
    /// </returns>
    public static bool TryParse(Uri? baseAddress, string text, [NotNullWhen(true)] out Uri? address)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        return !text.AsSpan().ContainsAny(DirectionMarks)
            && (baseAddress is null ? Uri.TryCreate(text, UriKind.Absolute, out address) : Uri.TryCreate(baseAddress, text, out address));
    }

    /// <summary>The host in ASCII; null if it is not a valid domain name, which Uri checks only here.</summary>
    private static string? AsciiHost(Uri uri)
    {
        try
        {
            return uri.IdnHost;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    private static string Host(string ascii)
    {
        string host = ascii.ToLowerInvariant().TrimEnd('.');
        for (bool again = true; again;)
        {
            again = false;
            foreach (string copy in CopyHosts)
            {
                // "m.example" is a site of its own, so what remains must contain a dot.
                if (host.StartsWith(copy, StringComparison.Ordinal) && host.IndexOf('.', copy.Length) > 0)
                {
                    host = host[copy.Length..];
                    again = true;
                }
            }
        }

        return host;
    }

    private static string Path(Uri uri)
    {
        string path = uri.AbsolutePath.TrimEnd('/');
        foreach (string ending in (string[])["/amp", ".amp"])
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                path = path[..^ending.Length].TrimEnd('/');
            }
        }

        return path.Length == 0 ? "/" : path;
    }

    private static string Query(Uri uri, string host)
    {
        string[] kept =
        [
            .. uri.Query.TrimStart('?')
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Where(parameter => !IsTracking(parameter, host))
                .Order(StringComparer.Ordinal),
        ];
        return kept.Length == 0 ? "" : "?" + string.Join('&', kept);
    }

    private static bool IsTracking(string parameter, string host)
    {
        int equals = parameter.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? parameter : parameter[..equals];
        string value = equals < 0 ? "" : parameter[(equals + 1)..];
        return TrackingNames.Contains(name)
            || Array.Exists(TrackingPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            // With other values, "ref" may select the content.
            || (name.Equals("ref", StringComparison.OrdinalIgnoreCase) && value.Contains(host, StringComparison.OrdinalIgnoreCase));
    }
}
