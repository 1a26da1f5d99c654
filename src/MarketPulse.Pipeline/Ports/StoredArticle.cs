using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Ports;

/// <summary>An article as stored.</summary>
/// <param name="Article">The article with its text.</param>
/// <param name="Facts">What the detector saw; null until classified.</param>
/// <param name="EventId">The event it reports, if any.</param>
public sealed record StoredArticle(Article Article, ArticleFacts? Facts, string? EventId);
