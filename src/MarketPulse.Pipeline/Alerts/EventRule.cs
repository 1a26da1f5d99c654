using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Linking;
using MarketPulse.Core.Markets;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>Fires on events of at least a given intensity, optionally only on those linked to instruments by a tag.</summary>
/// <param name="Name">Name of the rule in settings and tables.</param>
/// <param name="Webhook">Name of the webhook that receives its alerts.</param>
public sealed record EventRule(string Name, string Webhook) : AlertRule(Name, Webhook)
{
    /// <summary>Lowest intensity on which the rule fires, 0 to 100.</summary>
    public double MinIntensity { get; init; }

    /// <summary>Watchlist tag that must link the event directly to an instrument; null to fire on any event.</summary>
    public string? Tag { get; init; }

    /// <inheritdoc/>
    public override AlertKind Kind => AlertKind.Event;

    /// <inheritdoc/>
    public override string Condition =>
        $"an event has an intensity of at least {Text(MinIntensity)}"
        + (Tag is null ? "" : $" and is linked directly to an instrument by the tag {Tag}");

    /// <summary>Matches the rule against an event; null when it does not fire.</summary>
    /// <param name="tradeEvent">A live event.</param>
    /// <param name="instruments">Instruments of the watchlist, whose tags may link to the event.</param>
    public AlertMatch? Match(TradeEvent tradeEvent, IEnumerable<Instrument> instruments)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        if (tradeEvent.Intensity < MinIntensity)
        {
            return null;
        }

        string intensity = $"Its intensity of {Text(tradeEvent.Intensity)} is at least {Text(MinIntensity)}";
        if (Tag is null)
        {
            return new AlertMatch(this, tradeEvent.EventId, intensity + ".", tradeEvent.EventId);
        }

        string[] linked = [.. instruments.Where(instrument => IsLinked(tradeEvent, instrument)).Select(instrument => instrument.Symbol)];
        return linked.Length == 0
            ? null
            : new AlertMatch(
                this,
                tradeEvent.EventId,
                $"{intensity}, and the tag {Tag} links it directly to {string.Join(", ", linked)}.",
                tradeEvent.EventId);
    }

    // An instrument that has the tag may be linked only by another of its tags, so the event itself must have the tag too.
    private bool IsLinked(TradeEvent tradeEvent, Instrument instrument) =>
        instrument.Tags.Contains(Tag, StringComparer.OrdinalIgnoreCase)
        && tradeEvent.Topics.Concat(tradeEvent.Actors).Contains(Tag, StringComparer.OrdinalIgnoreCase)
        && EventLinks.Between(tradeEvent, instrument.Tags).Kind == LinkKind.Direct;
}
