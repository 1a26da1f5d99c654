using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>Fires on an event that moved an instrument more than chance does, all instruments considered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Webhook">Where its alerts go.</param>
public sealed record ScoreRule(string Name, string Webhook) : AlertRule(Name, Webhook)
{
    /// <summary>The value that <c>q_event</c> must be below, above 0 and at most 1.</summary>
    public double QEventBelow { get; init; } = 0.05;

    /// <summary>Only this instrument; null for any.</summary>
    public string? Symbol { get; init; }

    /// <summary>Only the window of this key; null for any.</summary>
    public string? WindowKey { get; init; }

    /// <inheritdoc/>
    public override AlertKind Kind => AlertKind.Score;

    /// <inheritdoc/>
    public override string Condition =>
        $"a final score of {Symbol ?? "any instrument"} over {(WindowKey is null ? "any window" : EventWindow.Parse(WindowKey).Label)} has a q_event below {Text(QEventBelow)}";

    /// <summary>The scores that the rule fires on, the smallest q first. Provisional ones do not count: each look at an unfinished window is one more chance to be fooled.</summary>
    public IEnumerable<ImpactScore> Below(IEnumerable<ImpactScore> scores) => scores
        .Where(score => score.Status == ScoreStatus.Final && score.QEvent < QEventBelow
            && (Symbol is null || score.Symbol == Symbol) && (WindowKey is null || score.WindowKey == WindowKey))
        .OrderBy(score => score.QEvent).ThenBy(score => score.Symbol, StringComparer.Ordinal).ThenBy(score => score.WindowKey, StringComparer.Ordinal);

    /// <summary>Whether the rule fires on the event's scores.</summary>
    public AlertMatch? Match(TradeEvent tradeEvent, IEnumerable<ImpactScore> scores)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        ImpactScore[] below = [.. Below(scores)];
        if (below.Length == 0)
        {
            return null;
        }

        string first = $"{below[0].Symbol} over {EventWindow.Parse(below[0].WindowKey).Label} has a q_event of {Text(below[0].QEvent!.Value)}, below {Text(QEventBelow)}";
        string others = below.Length == 1 ? "" : $", and so have {below.Length - 1} other scores";
        return new AlertMatch(this, tradeEvent.EventId, $"{first}{others}.", tradeEvent.EventId);
    }
}
