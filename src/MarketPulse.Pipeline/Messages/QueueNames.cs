namespace MarketPulse.Pipeline.Messages;

/// <summary>Names of the queues.</summary>
public static class QueueNames
{
    /// <summary>Articles to classify.</summary>
    public const string Articles = "articles";

    /// <summary>Events to score.</summary>
    public const string Scores = "scores";

    /// <summary>Batches of instruments to profile.</summary>
    public const string Profiles = "profiles";

    /// <summary>Alerts to send. They have a queue of their own so that an unavailable receiver delays nothing else.</summary>
    public const string Alerts = "alerts";

    /// <summary>Every queue, in the order in which work flows through them.</summary>
    public static IReadOnlyList<string> All { get; } = [Articles, Scores, Profiles, Alerts];
}
