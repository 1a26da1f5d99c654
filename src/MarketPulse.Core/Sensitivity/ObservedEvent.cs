namespace MarketPulse.Core.Sensitivity;

/// <summary>What a profile needs of one score row. Missing numbers are NaN.</summary>
/// <param name="Event">Position of the event in the <see cref="EventIndex"/>.</param>
/// <param name="Day0">The session that counts as day 0.</param>
public readonly record struct ObservedEvent(int Event, DateOnly Day0)
{
    /// <summary>Cumulative abnormal return, fraction.</summary>
    public double Car { get; init; } = double.NaN;

    /// <summary>CAR over its standard error.</summary>
    public double Scar { get; init; } = double.NaN;

    /// <summary>Volume score, -100 to 100.</summary>
    public double VolumeScore { get; init; } = double.NaN;

    /// <summary>Volatility score, 0 to 100.</summary>
    public double VolatilityScore { get; init; } = double.NaN;

    /// <summary>Whether another event lies in the window.</summary>
    public bool Overlaps { get; init; }
}
