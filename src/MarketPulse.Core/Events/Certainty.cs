namespace MarketPulse.Core.Events;

/// <summary>How firm a reported act is, from denied to in force.</summary>
public enum Certainty
{
    /// <summary>Denied by the one who would act.</summary>
    Denied,

    /// <summary>Rumoured, or from unnamed sources.</summary>
    Rumoured,

    /// <summary>Considered, hoped for or expected.</summary>
    Considered,

    /// <summary>Threatened, or made conditional.</summary>
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
