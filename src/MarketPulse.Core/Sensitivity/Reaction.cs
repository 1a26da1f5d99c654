using MarketPulse.Core.Events;

namespace MarketPulse.Core.Sensitivity;

/// <summary>How one instrument reacted to one stance: a member of a <see cref="ReactionFamily"/>.</summary>
/// <param name="Symbol">The instrument.</param>
/// <param name="Stance">Escalation or de-escalation.</param>
/// <param name="Days">Number of event days of the stance.</param>
public sealed record Reaction(string Symbol, Stance Stance, int Days)
{
    /// <summary>Mean cumulative abnormal return of the event days, percent; null with fewer than six days.</summary>
    public double? MeanPct { get; init; }

    /// <summary>Lower end of its 95% interval.</summary>
    public double? LoPct { get; init; }

    /// <summary>Upper end of its 95% interval.</summary>
    public double? HiPct { get; init; }

    /// <summary>Statistic of Boehmer, Musumeci and Poulsen (1991) over the SCARs of the event days.</summary>
    public double? T { get; init; }

    /// <summary>Its two-sided p.</summary>
    public double? P { get; init; }

    /// <summary>Benjamini-Hochberg q over all instruments and both stances of the family.</summary>
    public double? Q { get; init; }
}
