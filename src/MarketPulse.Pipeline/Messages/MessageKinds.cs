namespace MarketPulse.Pipeline.Messages;

/// <summary>Kinds of <see cref="WorkMessage"/>.</summary>
public static class MessageKinds
{
    /// <summary>An article to classify.</summary>
    public const string Article = "article";

    /// <summary>An event to score.</summary>
    public const string Score = "score";

    /// <summary>Instruments to profile.</summary>
    public const string Profiles = "profiles";

    /// <summary>An alert to send.</summary>
    public const string Alert = "alert";
}
