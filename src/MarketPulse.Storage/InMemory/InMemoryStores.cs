using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>The in-memory stores whose rows can be read by key.</summary>
internal sealed record InMemoryStores(
    IEventStore Events,
    ICorrectionStore Corrections,
    IScoreStore Scores,
    InMemoryAnalogueStore Analogues,
    IDimensionStore Dimensions,
    ISensitivityStore Sensitivity,
    InMemoryTensionStore Tension,
    IUpcomingStore Upcoming,
    IForecastStore Forecasts);
