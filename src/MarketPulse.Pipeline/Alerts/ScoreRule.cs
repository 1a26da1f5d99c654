using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>Fires on events to which an instrument's reaction is significant after correction for all instruments tested.</summary>
/// <param name="Name">Name of the rule in settings and tables.</param>
/// <param name="Webhook">Name of the webhook that receives its alerts.</param>
public sealed record ScoreRule(string Name, string Webhook) : AlertRule(Name, Webhook)
{
    /// <summary>Upper bound of <c>q_event</c>, exclusive; above 0 and at most 1.</summary>
    public double QEventBelow { get; init; } = 0.05;

    /// <summary>Symbol of the only instrument to watch; null for any.</summary>
    public string? Symbol { get; init; }

    /// <summary>Key of the only window to watch; null for any.</summary>
    public string? WindowKey { get; init; }

    /// <inheritdoc/>
    public override AlertKind Kind => AlertKind.Score;

    /// <inheritdoc/>
    public override string Condition =>
        $"a final score of {Symbol ?? "any instrument"} over {(WindowKey is null ? "any window" : EventWindow.Parse(WindowKey).Label)}"
        + $" has a q_event below {Text(QEventBelow)}";

    /// <summary>
    /// The scores on which the rule fires, by ascending q. Provisional scores do not count: testing an unfinished window repeatedly would
    /// raise the rate of false alarms.
    /// </summary>
    public IEnumerable<ImpactScore> Below(IEnumerable<ImpactScore> scores) => scores
        .Where(score => score.Status == ScoreStatus.Final && score.QEvent < QEventBelow
            && (Symbol is null || score.Symbol == Symbol) && (WindowKey is null || score.WindowKey == WindowKey))
        .OrderBy(score => score.QEvent)
        .ThenBy(score => score.Symbol, StringComparer.Ordinal)
        .ThenBy(score => score.WindowKey, StringComparer.Ordinal);

    /// <summary>Matches the rule against an event's scores; null when it does not fire.</summary>
    public AlertMatch? Match(TradeEvent tradeEvent, IEnumerable<ImpactScore> scores)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        ImpactScore[] below = [.. Below(scores)];
        if (below.Length == 0)
        {
            return null;
        }

        string first = $"{below[0].Symbol} over {EventWindow.Parse(below[0].WindowKey).Label}"
            + $" has a q_event of {Text(below[0].QEvent!.Value)}, below {Text(QEventBelow)}";
        string others = below.Length switch
        {
            1 => "",
            2 => ", as has 1 other score",
            _ => $", as have {below.Length - 1} other scores",
        };
        return new AlertMatch(this, tradeEvent.EventId, $"{first}{others}.", tradeEvent.EventId);
    }
}
