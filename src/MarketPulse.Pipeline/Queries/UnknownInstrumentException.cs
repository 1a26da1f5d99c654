namespace MarketPulse.Pipeline.Queries;

/// <summary>A study was asked for instruments that are not stored.</summary>
/// <param name="symbols">The unknown symbols.</param>
/// <param name="known">The symbols of the stored instruments.</param>
public sealed class UnknownInstrumentException(IReadOnlyList<string> symbols, IReadOnlyList<string> known)
    : Exception($"there is no instrument {string.Join(", ", symbols)}; the instruments are {string.Join(", ", known)}.");
