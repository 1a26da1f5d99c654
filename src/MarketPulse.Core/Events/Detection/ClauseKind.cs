namespace MarketPulse.Core.Events.Detection;

/// <summary>The function of a clause in its sentence.</summary>
internal enum ClauseKind
{
    /// <summary>States what happens.</summary>
    Main,

    /// <summary>States what came before or caused it: "after", "following".</summary>
    Background,

    /// <summary>States what happens at the same time: "as", "amid".</summary>
    Concurrent,

    /// <summary>States what it happens in spite of: "despite".</summary>
    Contrast,

    /// <summary>Names the kind of article, or the speaker: "Explainer:", "Merkel:".</summary>
    Label,
}
