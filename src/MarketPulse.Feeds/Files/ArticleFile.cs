using MarketPulse.Core.Events;

namespace MarketPulse.Feeds.Files;

/// <summary>The articles read from a file, a folder or a text.</summary>
/// <param name="Articles">The articles, in the order of the input.</param>
/// <param name="Errors">What was skipped or corrected, and why.</param>
public sealed record ArticleFile(IReadOnlyList<Article> Articles, IReadOnlyList<InputError> Errors);
