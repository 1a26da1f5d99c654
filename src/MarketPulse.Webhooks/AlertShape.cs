using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Webhooks;

/// <summary>What the receiver of a webhook reads.</summary>
internal enum AlertShape
{
    /// <summary>Rows as the API writes them.</summary>
    Json,

    /// <summary>A message of Slack's incoming webhooks, in Block Kit.</summary>
    Slack,

    /// <summary>A message of a Teams workflow, with an Adaptive Card.</summary>
    Teams,
}

/// <summary>Writes alerts in the shape that a receiver reads.</summary>
internal static class AlertBody
{
    /// <summary>The body, UTF-8.</summary>
    public static byte[] Of(AlertContent content, AlertShape shape) => shape switch
    {
        AlertShape.Slack => SlackMessage.Of(content),
        AlertShape.Teams => TeamsMessage.Of(content),
        _ => AlertJson.Of(content),
    };
}
