namespace MarketPulse.Feeds.Http;

/// <summary>A source's response with a successful status; its content has not been checked.</summary>
internal sealed record FeedAnswer
{
    /// <summary>The address that responded, after redirects.</summary>
    public required Uri Address { get; init; }

    /// <summary>The decompressed body.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Whether the source reports that nothing has changed (304).</summary>
    public bool NotModified { get; init; }

    /// <summary>Charset of the Content-Type header; null when it names none.</summary>
    public string? Charset { get; init; }

    /// <summary>ETag as received.</summary>
    public string? ETag { get; init; }

    /// <summary>Last-Modified as received.</summary>
    public string? LastModified { get; init; }

    /// <summary>How long the source says the response stays valid.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The body as text.</summary>
    public string Text() => TextDecoder.Decode(Body, Charset);

    /// <summary>The first bytes of the body, safe to show in a message.</summary>
    public string Excerpt() => Outbound.Excerpt.FromBytes(Body);
}
