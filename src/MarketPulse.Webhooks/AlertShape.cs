using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Webhooks;

/// <summary>The format that the receiver of a webhook expects.</summary>
internal enum AlertShape
{
    /// <summary>Plain JSON with rows as the read API writes them.</summary>
    Json,

    /// <summary>A Block Kit message for Slack's incoming webhooks.</summary>
    Slack,

    /// <summary>A message with an Adaptive Card for a Teams workflow.</summary>
    Teams,
}

/// <summary>Writes alerts in the format that a receiver expects.</summary>
internal static class AlertBody
{
    /// <summary>The alert as UTF-8 text in the given format.</summary>
    public static byte[] Write(AlertContent content, AlertShape shape) => shape switch
    {
        AlertShape.Slack => SlackMessage.Write(content),
        AlertShape.Teams => TeamsMessage.Write(content),
        _ => AlertJson.Write(content),
    };
}
