using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Sensitivity;

/// <summary>What a sensitivity study covers.</summary>
public sealed record SensitivityOptions
{
    /// <summary>The windows; observations are given in this order.</summary>
    public IReadOnlyList<EventWindow> Windows { get; init; } = EventWindow.Defaults;

    /// <summary>Whether placebo dates are drawn.</summary>
    public bool Placebo { get; init; } = true;

    /// <summary>The horizons.</summary>
    public IReadOnlyList<Horizon> Horizons { get; init; } = Enum.GetValues<Horizon>();

    /// <summary>The kinds of events, as kind and value; null for every kind that occurs.</summary>
    public IReadOnlyList<(string Kind, string Value)>? Kinds { get; init; }

    /// <summary>Whether to compute only the tension beta and the window's error, which is all that a scenario needs.</summary>
    public bool BetaOnly { get; init; }
}
