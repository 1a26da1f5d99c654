using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace MarketPulse.Core.Events;

/// <summary>One spelling for the many addresses of one page: what a link tracker, a mobile host or an AMP copy adds is taken off again.</summary>
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

    // Uri itself falls over some of them.
    private static readonly SearchValues<char> DirectionMarks =
        SearchValues.Create("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    private static readonly string[] TrackingPrefixes = ["utm_", "mtm_", "campaign_", "itm_", "_hs", "__hs"];
    private static readonly string[] CopyHosts = ["www.", "m.", "mobile.", "amp."];

    /// <summary>
    /// The canonical form of <paramref name="url"/>: https, lower-case host without <c>www.</c>, <c>m.</c>, <c>mobile.</c> or <c>amp.</c>, no default port, user, fragment,
    /// tracking parameters or AMP ending, the remaining parameters in ordinal order. Two addresses of one page give the same text.
    /// </summary>
    /// <returns>The canonical URL; null when the text is no absolute http or https address, or is longer than 2,048 characters.</returns>
    public static string? Of(string? url)
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

    /// <summary>Reads an address, absolute or from <paramref name="baseAddress"/>, and never throws.</summary>
    /// <param name="baseAddress">Where a relative address starts; null for absolute ones only.</param>
    /// <param name="text">The address.</param>
    /// <param name="address">The address read.</param>
    /// <returns>Whether it is one. Marks of writing direction, which only hide where an address leads, make it none.</returns>
    public static bool TryParse(Uri? baseAddress, string text, [NotNullWhen(true)] out Uri? address)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        return !text.AsSpan().ContainsAny(DirectionMarks)
            && (baseAddress is null ? Uri.TryCreate(text, UriKind.Absolute, out address) : Uri.TryCreate(baseAddress, text, out address));
    }

    /// <summary>The host in ASCII; null when it holds what no domain name may, which Uri finds out only now.</summary>
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
                // "m.example" alone is a site of its own: something with a dot must remain.
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
            // Elsewhere "ref" may name what is shown.
            || (name.Equals("ref", StringComparison.OrdinalIgnoreCase) && value.Contains(host, StringComparison.OrdinalIgnoreCase));
    }
}
