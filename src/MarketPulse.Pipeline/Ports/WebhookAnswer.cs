namespace MarketPulse.Pipeline.Ports;

/// <summary>The outcome of an attempt to send an alert to a webhook. It never contains the address or the key.</summary>
/// <param name="Result">Whether the alert was accepted and, if not, whether a retry can help.</param>
/// <param name="Outcome">The outcome in one sentence.</param>
public sealed record WebhookAnswer(WebhookResult Result, string Outcome)
{
    /// <summary>HTTP status code; null when there was no response.</summary>
    public int? Status { get; init; }

    /// <summary>The beginning of the response body.</summary>
    public string Excerpt { get; init; } = "";
}

/// <summary>How a webhook answered.</summary>
public enum WebhookResult
{
    /// <summary>It accepted the alert.</summary>
    Taken,

    /// <summary>It did not accept the alert; a retry may succeed.</summary>
    Unavailable,

    /// <summary>It rejected the alert and will do so again: the address or the alert is at fault.</summary>
    Refused,
}
