using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Which profiles to read; null means any.</summary>
public sealed record SensitivityQuery
{
    /// <summary>Only profiles of the window with this key.</summary>
    public string? WindowKey { get; init; }

    /// <summary>Only profiles of the horizon with this code.</summary>
    public string? Horizon { get; init; }

    /// <summary>Only profiles of this kind: <c>all</c>, <c>measure</c>, <c>topic</c> or <c>pair</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Only profiles of the instrument with this symbol.</summary>
    public string? Symbol { get; init; }

    /// <summary>Whether a profile meets every condition.</summary>
    public bool Matches(SensitivityProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return (WindowKey is null || WindowKey == profile.WindowKey)
            && (Horizon is null || Horizon == profile.Horizon)
            && (Kind is null || Kind == profile.Kind)
            && (Symbol is null || Symbol == profile.Symbol);
    }
}
