using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Composes the content of an alert: the event, the phrases that identified it, similar past events, and links.</summary>
/// <param name="rules">Contain the address of the web page.</param>
/// <param name="events">Store of the events.</param>
/// <param name="articles">Store of the events' reports and their deciding phrases.</param>
/// <param name="scores">Store of the events' scores.</param>
/// <param name="analogues">Finds the most similar past events.</param>
public sealed class ComposeAlert(AlertRules rules, IEventStore events, IArticleStore articles, IScoreStore scores, FindAnalogues analogues)
{
    private const int MostPhrases = 8;
    private const int MostAnalogues = 5;
    private const int MostOutcomes = 5;
    private const int MostScores = 5;
    private const int MostReports = 10;
    private const int MostSuccessors = 10;

    /// <summary>Composes the content of an alert from what is stored now.</summary>
    /// <exception cref="PermanentFaultException">The alert's event is unknown.</exception>
    public async Task<AlertContent> RunAsync(AlertRule rule, Alert alert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(alert);
        var content = new AlertContent { Alert = alert, Title = Titles[alert.Kind], Condition = rule.Condition };
        if (alert.EventId is null)
        {
            return content with { Title = alert.Reason, Links = Links(null) };
        }

        TradeEvent tradeEvent = await FindLiveAsync(alert.EventId, cancellationToken);
        AnalogueAnswer like = await analogues.AnswerAsync(tradeEvent, cancellationToken);
        return content with
        {
            Title = $"{Titles[alert.Kind]}: {tradeEvent.Headline}",
            Event = tradeEvent,
            Phrases = await PhrasesAsync(tradeEvent, cancellationToken),
            Analogues = [.. like.Analogues.Take(MostAnalogues)],
            Outcomes =
            [
                .. like.Outcomes.Where(outcome => outcome.CarMedianPct is not null)
                    .OrderByDescending(outcome => Math.Abs(outcome.CarMedianPct!.Value))
                    .ThenBy(outcome => outcome.Symbol, StringComparer.Ordinal)
                    .Take(MostOutcomes),
            ],
            Scores = rule is ScoreRule on ? await ScoresAsync(on, tradeEvent, cancellationToken) : [],
            Links = Links(tradeEvent),
        };
    }

    private static readonly Dictionary<AlertKind, string> Titles = new()
    {
        [AlertKind.Event] = "Trade event",
        [AlertKind.Score] = "Market reaction",
        [AlertKind.Regime] = "Tension regime",
        [AlertKind.Index] = "Tension index",
        [AlertKind.FeedSilent] = "Silent feed",
        [AlertKind.DaysBefore] = "Date ahead",
    };

    /// <summary>Finds the event, or the one that has superseded it since the rule fired.</summary>
    private async Task<TradeEvent> FindLiveAsync(string eventId, CancellationToken cancellationToken)
    {
        TradeEvent? found = await events.FindAsync(eventId, cancellationToken);
        for (int steps = 0; steps < MostSuccessors && found is { Status: EventStatus.Superseded, SupersededBy: { } next }; steps++)
        {
            found = await events.FindAsync(next, cancellationToken);
        }

        return found ?? throw new PermanentFaultException("unknown_event", $"There is no event '{eventId}' to send an alert about.");
    }

    /// <summary>The deciding phrases of the first report that the detector judged to be an event.</summary>
    private async Task<IReadOnlyList<DecidingPhrase>> PhrasesAsync(TradeEvent tradeEvent, CancellationToken cancellationToken)
    {
        foreach (string articleId in tradeEvent.Articles.Take(MostReports))
        {
            if (await articles.FindAsync(articleId, cancellationToken) is { Facts.Verdict: { IsEvent: true, Phrases.Count: > 0 } verdict })
            {
                return [.. verdict.Phrases.OrderByDescending(phrase => Math.Abs(phrase.Weight)).Take(MostPhrases)];
            }
        }

        return [];
    }

    private async Task<IReadOnlyList<ImpactScore>> ScoresAsync(
        ScoreRule rule, TradeEvent tradeEvent, CancellationToken cancellationToken) =>
    [
        .. rule.Below(await scores.ReadEventAsync(tradeEvent.EventId, cancellationToken).ToListAsync(cancellationToken)).Take(MostScores),
    ];

    private List<AlertLink> Links(TradeEvent? tradeEvent)
    {
        var links = new List<AlertLink>();
        if (tradeEvent?.Link is { } link && CanonicalUrl.TryParse(baseAddress: null, link, out Uri? article)
            && (article.Scheme == Uri.UriSchemeHttps || article.Scheme == Uri.UriSchemeHttp))
        {
            links.Add(new AlertLink("First report", article));
        }

        if (rules.PageUrl is { } page)
        {
            links.Add(new AlertLink("MarketPulse", tradeEvent is null ? page : new Uri(page, $"#/event/{tradeEvent.EventId}")));
        }

        return links;
    }
}
