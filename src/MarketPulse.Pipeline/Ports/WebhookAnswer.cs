namespace MarketPulse.Pipeline.Ports;

/// <summary>What came back from a webhook. Nothing in it tells the address or the key.</summary>
/// <param name="Result">Whether it took the alert, and whether another try can help.</param>
/// <param name="Outcome">One sentence.</param>
public sealed record WebhookAnswer(WebhookResult Result, string Outcome)
{
    /// <summary>HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>The first characters of the answer.</summary>
    public string Excerpt { get; init; } = "";
}

/// <summary>How a webhook answered.</summary>
public enum WebhookResult
{
    /// <summary>It took the alert.</summary>
    Taken,

    /// <summary>It did not; another try may help.</summary>
    Unavailable,

    /// <summary>It did not, and will not: the address or the alert is at fault.</summary>
    Refused,
}
