namespace MarketPulse.Web;

/// <summary>Who may read, and from which other sites.</summary>
public sealed class WebOptions
{
    /// <summary>How callers of <c>/api</c> and <c>/odata</c> are let in. The page itself and <c>/health</c> hold no data and are open to all.</summary>
    public ReadAccess ReadAccess { get; set; } = ReadAccess.Key;

    /// <summary>The key that callers send, where the host does not check keys itself, as the Functions host does; null leaves it to the host.</summary>
    public string? Key { get; set; }

    /// <summary>
    /// The key that callers send to submit articles and events, where the host does not check keys itself; null lets in callers on this machine alone, with
    /// <see cref="Key"/>. Whoever may read may not therefore write.
    /// </summary>
    public string? WriteKey { get; set; }

    /// <summary>Origins whose pages may read the data, e.g. <c>https://dashboards.example.com</c>; none unless named.</summary>
    public IList<string> CorsOrigins { get; } = [];

    /// <summary>Checks the options as a whole.</summary>
    /// <exception cref="InvalidOperationException">An origin is none; the message names it and says what one looks like.</exception>
    public void Validate()
    {
        if (WriteKey is not null && Key is null)
        {
            throw new InvalidOperationException("Web__WriteKey is set and Web__Key is not: a host that checks keys must check both.");
        }

        foreach (string origin in CorsOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
                || uri.Scheme is not ("https" or "http")
                || !string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException(
                    $"Web__CorsOrigins names '{origin}', which is no origin: give scheme and host alone, such as https://dashboards.example.com.");
            }
        }
    }
}

/// <summary>How readers are let in.</summary>
public enum ReadAccess
{
    /// <summary>By a key in the header <c>x-functions-key</c> or the query parameter <c>code</c>.</summary>
    Key,

    /// <summary>By the sign-in that the platform does before a request reaches the app.</summary>
    Entra,

    /// <summary>Anyone who reaches the host: for one that listens on this machine alone.</summary>
    Open,
}
