namespace MarketPulse.Core.Events;

/// <summary>Which way an event moves trade tension.</summary>
public enum Stance
{
    /// <summary>A development without a clear direction.</summary>
    Neutral,

    /// <summary>New or higher barriers, threats, retaliation, accusations, failing talks.</summary>
    Escalation,

    /// <summary>Barriers removed, lowered or delayed; a truce, a deal, talks that are planned or make progress.</summary>
    Deescalation,

    /// <summary>Escalation and de-escalation of similar weight.</summary>
    Mixed,
}
