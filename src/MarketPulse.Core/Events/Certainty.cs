namespace MarketPulse.Core.Events;

/// <summary>How certain a reported act is, from denied to in force.</summary>
public enum Certainty
{
    /// <summary>Denied by the party that would act.</summary>
    Denied,

    /// <summary>Rumoured, or from unnamed sources.</summary>
    Rumoured,

    /// <summary>Considered, hoped for or expected.</summary>
    Considered,

    /// <summary>Threatened, or conditional.</summary>
    Threatened,

    /// <summary>Proposed or drafted.</summary>
    Proposed,

    /// <summary>Announced.</summary>
    Announced,

    /// <summary>Signed or ordered.</summary>
    Ordered,

    /// <summary>In force or done.</summary>
    InForce,
}
