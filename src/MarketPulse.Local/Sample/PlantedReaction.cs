namespace MarketPulse.Local.Sample;

/// <summary>An abnormal return of known size in the simulated market, which the event study should recover.</summary>
/// <param name="Day0">The session it falls on.</param>
/// <param name="Symbol">The instrument.</param>
/// <param name="EffectPct">The abnormal return, percent.</param>
internal readonly record struct PlantedReaction(DateOnly Day0, string Symbol, double EffectPct);
