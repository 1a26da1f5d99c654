namespace MarketPulse.Local.Sample;

/// <summary>An abnormal return of known size that the simulated market holds: what a right measurement must find.</summary>
/// <param name="Day0">The session it falls on.</param>
/// <param name="Symbol">The instrument.</param>
/// <param name="EffectPct">The abnormal return, percent.</param>
internal readonly record struct PlantedReaction(DateOnly Day0, string Symbol, double EffectPct);
