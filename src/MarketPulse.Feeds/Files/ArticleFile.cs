using MarketPulse.Core.Events;

namespace MarketPulse.Feeds.Files;

/// <summary>What a file, folder or text held.</summary>
/// <param name="Articles">The articles, in the order of the input.</param>
/// <param name="Errors">What was left out or mended, and why.</param>
public sealed record ArticleFile(IReadOnlyList<Article> Articles, IReadOnlyList<InputError> Errors);
