using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Ports;

/// <summary>What became of articles that were to be stored.</summary>
/// <param name="Waiting">Those that await their verdict: they are new, or a run ended before their message was sent. Their time is the one stored.</param>
/// <param name="Refused">Those that no table can hold.</param>
public sealed record AddedArticles(IReadOnlyList<Article> Waiting, IReadOnlyList<RefusedArticle> Refused);

/// <summary>An article that cannot be stored.</summary>
/// <param name="Article">The article.</param>
/// <param name="Fault">Why.</param>
public sealed record RefusedArticle(Article Article, PermanentFaultException Fault);
