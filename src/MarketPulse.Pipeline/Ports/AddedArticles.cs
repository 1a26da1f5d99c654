using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Ports;

/// <summary>The result of storing articles.</summary>
/// <param name="Count">Number of articles that were not stored with a verdict before.</param>
/// <param name="Waiting">
/// Articles that await their verdict or the clustering of their event: new ones, and those for which an earlier run stopped before sending
/// their message. Their times are those stored.
/// </param>
/// <param name="Refused">Articles that cannot be stored in a table.</param>
public sealed record AddedArticles(int Count, IReadOnlyList<Article> Waiting, IReadOnlyList<RefusedArticle> Refused);

/// <summary>An article that cannot be stored.</summary>
/// <param name="Article">The article as it was submitted.</param>
/// <param name="Fault">Why it cannot be stored.</param>
public sealed record RefusedArticle(Article Article, PermanentFaultException Fault);
