using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Steps;

/// <summary>The stores of everything of which events are a function, and of the events.</summary>
/// <param name="Articles">Store of the articles and their verdicts.</param>
/// <param name="Events">Store of the events.</param>
/// <param name="Corrections">Store of the corrections of events.</param>
public sealed record ClusterStores(IArticleStore Articles, IEventStore Events, ICorrectionStore Corrections);
