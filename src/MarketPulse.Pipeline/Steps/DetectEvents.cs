using System.Diagnostics;
using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Classifies one article and updates the events: the result is a new event, a further source, a re-keyed event, or no change.
/// </summary>
/// <param name="articles">Store of the articles and their verdicts.</param>
/// <param name="update">Updates the events.</param>
/// <param name="detector">Classifies the article.</param>
public sealed class DetectEvents(IArticleStore articles, UpdateEvents update, TradeDetector detector)
{
    /// <summary>Classifies the article that <paramref name="message"/> names.</summary>
    /// <exception cref="PermanentFaultException">The article is unknown.</exception>
    public async Task RunAsync(WorkMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using Activity? step = MarketPulseTelemetry.StartStep("detect_events");
        DateOnly? day = DateOnly.TryParseExact(
            message.Day, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly named)
            ? named
            : null;
        StoredArticle stored = await articles.FindAsync(message.Id, day, cancellationToken)
            ?? throw new PermanentFaultException("unknown_article", $"There is no article '{message.Id}'.");

        ArticleFacts facts = stored.Facts ?? await ClassifyAsync(stored.Article, cancellationToken);
        if (facts.Verdict.IsEvent || stored.EventId is not null || stored.Unfinished.Count > 0)
        {
            await update.RunAsync(stored with { Facts = facts }, cancellationToken);
        }
    }

    private async Task<ArticleFacts> ClassifyAsync(Article article, CancellationToken cancellationToken)
    {
        ArticleFacts facts = ArticleFacts.FromVerdict(article, detector.Detect(article));
        await articles.SaveVerdictAsync(article.Id, facts, cancellationToken);
        return facts;
    }
}
