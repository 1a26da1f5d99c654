namespace MarketPulse.Web;

/// <summary>Who may read and write, and from which other sites.</summary>
public sealed class WebOptions
{
    /// <summary>
    /// How callers of <c>/api</c> and <c>/odata</c> are authorised. The page itself and <c>/health</c> contain no data and are open to all.
    /// </summary>
    public ReadAccess ReadAccess { get; set; } = ReadAccess.Key;

    /// <summary>The key that callers must send; null where the host checks keys itself, as the Functions host does.</summary>
    public string? Key { get; set; }

    /// <summary>
    /// The key that callers must send to submit articles and events, where the host does not check keys itself. If it is null, only callers
    /// on this machine may write, with <see cref="Key"/>; a request that a proxy has forwarded does not count as one of this machine.
    /// Permission to read does not include permission to write.
    /// </summary>
    public string? WriteKey { get; set; }

    /// <summary>Origins whose pages may read the data, e.g. <c>https://dashboards.example.com</c>; none by default.</summary>
    public IList<string> CorsOrigins { get; } = [];

    /// <summary>What is wrong with the options: one sentence for each problem, with the name of the setting.</summary>
    internal IEnumerable<string> Problems()
    {
        if (WriteKey is not null && Key is null)
        {
            yield return "Web__WriteKey is set and Web__Key is not: a host that checks keys must check both.";
        }

        foreach (string origin in CorsOrigins.Where(origin => !IsOrigin(origin)))
        {
            yield return $"Web__CorsOrigins names '{origin}', which is not an origin: give scheme and host only, such as "
                + "https://dashboards.example.com.";
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is ("https" or "http")
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);
}

/// <summary>How readers are authorised.</summary>
public enum ReadAccess
{
    /// <summary>By a key in the header <c>x-functions-key</c> or the query parameter <c>code</c>.</summary>
    Key,

    /// <summary>By the sign-in of the platform, before a request reaches the app.</summary>
    Entra,

    /// <summary>Not at all, for a host that listens only on this machine.</summary>
    Open,
}
