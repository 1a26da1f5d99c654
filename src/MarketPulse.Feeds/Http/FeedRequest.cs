namespace MarketPulse.Feeds.Http;

/// <summary>A GET request of a feed.</summary>
/// <param name="Address">The address; it may contain a key, so it is never shown.</param>
internal sealed record FeedRequest(Uri Address)
{
    /// <summary>The Accept header that asks for any type.</summary>
    public const string AcceptAnything = "*/*";

    /// <summary>Additional headers. They are sent to the configured host only, never after a redirect to another.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The feed's key, wherever the request carries it. It is masked in the response, parts of which may be shown to people.
    /// </summary>
    public string? Secret { get; init; }

    /// <summary>ETag of the last response, as received.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>Last-Modified of the last response, as received.</summary>
    public string? IfModifiedSince { get; init; }

    /// <summary>The Accept header.</summary>
    public string Accept { get; init; } = AcceptAnything;

    /// <summary>Largest decompressed body, in bytes.</summary>
    public int Limit { get; init; } = CappedBody.DefaultLimit;

    /// <summary>Minimum time between two requests to the host.</summary>
    public TimeSpan Spacing { get; init; }

    /// <summary>Whether error responses below status 500 are returned too, because the source explains the error in the body.</summary>
    public bool AnyStatus { get; init; }
}
