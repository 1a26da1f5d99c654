namespace MarketPulse.Feeds.Http;

/// <summary>What a feed answered, judged good by its status; its content is still to be judged.</summary>
internal sealed record FeedAnswer
{
    /// <summary>The address that answered, after redirects.</summary>
    public required Uri Address { get; init; }

    /// <summary>The body, unpacked.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Whether the source says that nothing has changed (304).</summary>
    public bool NotModified { get; init; }

    /// <summary>Charset of Content-Type, if it names one.</summary>
    public string? Charset { get; init; }

    /// <summary>ETag as received.</summary>
    public string? ETag { get; init; }

    /// <summary>Last-Modified as received.</summary>
    public string? LastModified { get; init; }

    /// <summary>How long the source says the answer stays good.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The body as text.</summary>
    public string Text() => TextDecoder.Decode(Body, Charset);

    /// <summary>The first bytes of the body, fit to be shown to a person.</summary>
    public string Excerpt() => Outbound.Excerpt.FromBytes(Body);
}
