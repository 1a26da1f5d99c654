namespace MarketPulse.Core.Sensitivity;

/// <summary>The event days that one profile rests on.</summary>
/// <param name="Window">Position of the window in the options.</param>
/// <param name="Kind">Position of the kind of events in the <see cref="EventIndex"/>.</param>
/// <param name="Horizon">Weights of the days.</param>
/// <param name="Days">The event days.</param>
internal sealed record ProfileSlice(int Window, int Kind, HorizonWeights Horizon, ObservedDays Days);
