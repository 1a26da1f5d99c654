namespace MarketPulse.Feeds.Http;

/// <summary>One GET of a feed.</summary>
/// <param name="Address">Where; may hold a key, so it is never shown.</param>
internal sealed record FeedRequest(Uri Address)
{
    /// <summary>Header fields beside the usual ones; sent to the configured host alone, never after a redirect to another.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The feed's key, wherever the request carries it: what the source repeats of it is blanked in the answer, which may be shown to people.</summary>
    public string? Secret { get; init; }

    /// <summary>ETag of the last answer, as received.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>Last-Modified of the last answer, as received.</summary>
    public string? IfModifiedSince { get; init; }

    /// <summary>What is asked for, as an Accept field.</summary>
    public string Accept { get; init; } = "*/*";

    /// <summary>Largest answer, bytes unpacked.</summary>
    public int Limit { get; init; } = CappedBody.DefaultLimit;

    /// <summary>Time to leave between two requests to the host.</summary>
    public TimeSpan Spacing { get; init; }

    /// <summary>Whether an answer of any status is wanted, because the source explains itself in the body.</summary>
    public bool AnyStatus { get; init; }
}
