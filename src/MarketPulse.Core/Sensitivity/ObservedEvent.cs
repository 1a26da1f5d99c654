namespace MarketPulse.Core.Sensitivity;

/// <summary>What a profile needs of one score row. Missing numbers are NaN.</summary>
/// <param name="Event">Position of the event in the <see cref="EventIndex"/>.</param>
/// <param name="Day0">The session that counts as day 0.</param>
/// <param name="Car">Cumulative abnormal return, fraction.</param>
/// <param name="Scar">CAR over its standard error.</param>
/// <param name="VolumeScore">Volume score.</param>
/// <param name="VolatilityScore">Volatility score.</param>
/// <param name="Overlaps">Whether another event lies in the window.</param>
public readonly record struct ObservedEvent(
    int Event, DateOnly Day0, double Car, double Scar, double VolumeScore, double VolatilityScore, bool Overlaps);
