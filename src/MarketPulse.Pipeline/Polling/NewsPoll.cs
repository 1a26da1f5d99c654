using MarketPulse.Core.Events;

namespace MarketPulse.Pipeline.Polling;

/// <summary>What a news poll brought.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Articles">The articles, any order.</param>
/// <param name="Cursor">The cursor to store once the articles are stored.</param>
/// <param name="Errors">One sentence per item that was refused, naming file and line or field.</param>
public sealed record NewsPoll(PollOutcome Outcome, IReadOnlyList<Article> Articles, FeedCursor Cursor, IReadOnlyList<string> Errors);
