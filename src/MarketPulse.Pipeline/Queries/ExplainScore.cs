using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Explains one stored score number by number, for the command and for the page.</summary>
/// <param name="articles">Store of the event's first report.</param>
/// <param name="scores">Store of the score and its path.</param>
/// <param name="detector">Finds the phrases that decided the verdict on the first report.</param>
public sealed class ExplainScore(IArticleStore articles, IScoreStore scores, TradeDetector detector)
{
    /// <summary>Explains the score of an event for an instrument over a window.</summary>
    /// <param name="found">The event.</param>
    /// <param name="symbol">Symbol of the instrument, in any case.</param>
    /// <param name="windowKey">Key of the window, such as <c>p0_p0</c>.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task<ExplainedScore> RunAsync(TradeEvent found, string symbol, string windowKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(symbol);
        List<ImpactScore> all = await scores.ReadEventAsync(found.EventId, cancellationToken).ToListAsync(cancellationToken);
        ImpactScore[] ofSymbol = [.. all.Where(score => score.Symbol.Equals(symbol, StringComparison.OrdinalIgnoreCase))];
        if (Array.Find(ofSymbol, score => score.WindowKey == windowKey) is not { } score)
        {
            return new ExplainedScore { Missing = Missing(symbol, windowKey, ofSymbol, all) };
        }

        List<AbnormalReturn> path = await scores.ReadPathsAsync(found.EventId, score.Symbol, cancellationToken)
            .ToListAsync(cancellationToken);
        (IReadOnlyList<DecidingPhrase> phrases, string? remark) = await PhrasesAsync(found, cancellationToken);
        return new ExplainedScore
        {
            Score = score,
            Steps = ScoreExplanation.Steps(found, phrases, score, [.. all.Where(row => row.WindowKey == windowKey)], path),
            Remark = remark,
        };
    }

    private static string Missing(string symbol, string windowKey, ImpactScore[] ofSymbol, List<ImpactScore> all)
    {
        static string Listed(IEnumerable<string> values) => string.Join(", ", values.Distinct(StringComparer.Ordinal));
        return all.Count == 0 ? "The event has no scores yet."
            : ofSymbol.Length == 0
                ? $"The event has no score for {symbol}; it has scores for {Listed(all.Select(score => score.Symbol))}."
                : $"{symbol} has no score over {EventWindow.Parse(windowKey).Label}; "
                    + $"it has {Listed(ofSymbol.Select(score => EventWindow.Parse(score.WindowKey).Label))}.";
    }

    /// <summary>What decides the verdict on the first report today; empty, with a remark, when another lexicon decided it.</summary>
    private async Task<(IReadOnlyList<DecidingPhrase> Phrases, string? Remark)> PhrasesAsync(
        TradeEvent found, CancellationToken cancellationToken)
    {
        if (found.Articles.Count == 0 || await articles.FindAsync(found.Articles[0], cancellationToken) is not { } stored)
        {
            return ([], null);
        }

        ArticleVerdict verdict = detector.Detect(stored.Article);
        return verdict.LexiconVersion == found.LexiconVersion
            ? (verdict.Phrases, null)
            : ([], $"Lexicon {found.LexiconVersion} decided this event, and this is {verdict.LexiconVersion}, so its phrases are left "
                + "out.");
    }
}

/// <summary>An explanation, or why there is none.</summary>
public sealed record ExplainedScore
{
    /// <summary>The score; null when there is none.</summary>
    public ImpactScore? Score { get; init; }

    /// <summary>The steps that lead to the score; empty when there is none.</summary>
    public IReadOnlyList<ExplanationStep> Steps { get; init; } = [];

    /// <summary>What is left out of the steps, in a sentence; null when nothing is.</summary>
    public string? Remark { get; init; }

    /// <summary>Why there is no score, and which there are, in a sentence; null when there is one.</summary>
    public string? Missing { get; init; }
}
