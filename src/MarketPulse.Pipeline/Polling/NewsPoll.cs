using MarketPulse.Core.Events;

namespace MarketPulse.Pipeline.Polling;

/// <summary>The result of polling a news feed.</summary>
/// <param name="Outcome">How the poll ended.</param>
/// <param name="Articles">The articles read, in any order.</param>
/// <param name="Cursor">The cursor to store once the articles are stored.</param>
/// <param name="Errors">One sentence per rejected item, naming the file and the line or field.</param>
public sealed record NewsPoll(PollOutcome Outcome, IReadOnlyList<Article> Articles, FeedCursor Cursor, IReadOnlyList<string> Errors);
