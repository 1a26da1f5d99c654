using MarketPulse.Feeds.Http;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Feeds;

/// <summary>What a source has at hand.</summary>
/// <param name="Http">Fetches addresses.</param>
/// <param name="Clock">The time.</param>
/// <param name="Key">The key of the feed; null when it needs none.</param>
/// <param name="Files">The files of a folder or container; null for other kinds.</param>
internal sealed record FeedContext(FeedHttp Http, TimeProvider Clock, string? Key, IFileContainer? Files);
