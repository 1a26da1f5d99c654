using MarketPulse.Feeds.Http;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Feeds;

/// <summary>The services and secrets that a feed uses.</summary>
/// <param name="Http">Sends requests.</param>
/// <param name="Clock">Gives the time of the poll.</param>
/// <param name="Key">The feed's key; null when it needs none.</param>
/// <param name="Accepted">Which articles are accepted.</param>
/// <param name="Files">The files of the feed's folder or container; null for feeds that read the network.</param>
internal sealed record FeedContext(FeedHttp Http, TimeProvider Clock, string? Key, ArticleOptions Accepted, IFileContainer? Files);
