namespace MarketPulse.Core.Events;

/// <summary>Which way an event moves trade tension.</summary>
public enum Stance
{
    /// <summary>A development whose direction cannot be read.</summary>
    Neutral,

    /// <summary>New or higher barriers, threats, retaliation, accusations, talks failing.</summary>
    Escalation,

    /// <summary>Barriers removed, lowered or delayed; a truce, a deal, talks planned or going well.</summary>
    Deescalation,

    /// <summary>Both, of like weight.</summary>
    Mixed,
}
