using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Linking;
using MarketPulse.Core.Markets;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>Fires on an event of some intensity that touches what carries a tag.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Webhook">Where its alerts go.</param>
public sealed record EventRule(string Name, string Webhook) : AlertRule(Name, Webhook)
{
    /// <summary>Least intensity, 0 to 100.</summary>
    public double MinIntensity { get; init; }

    /// <summary>Tag of the watchlist by which the event must be linked directly to an instrument; null for any event.</summary>
    public string? Tag { get; init; }

    /// <inheritdoc/>
    public override AlertKind Kind => AlertKind.Event;

    /// <inheritdoc/>
    public override string Condition =>
        $"an event has an intensity of at least {Text(MinIntensity)}{(Tag is null ? "" : $" and is linked directly to an instrument by the tag {Tag}")}";

    /// <summary>Whether the rule fires on the event.</summary>
    /// <param name="tradeEvent">A live event.</param>
    /// <param name="instruments">The watchlist.</param>
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
            : new AlertMatch(this, tradeEvent.EventId, $"{intensity}, and the tag {Tag} links it directly to {string.Join(", ", linked)}.", tradeEvent.EventId);
    }

    // An instrument may carry the tag and be linked by another one alone: the event itself must be about the tag.
    private bool IsLinked(TradeEvent tradeEvent, Instrument instrument) =>
        instrument.Tags.Contains(Tag, StringComparer.OrdinalIgnoreCase)
        && tradeEvent.Topics.Concat(tradeEvent.Actors).Contains(Tag, StringComparer.OrdinalIgnoreCase)
        && EventLinks.Between(tradeEvent, instrument.Tags).Kind == LinkKind.Direct;
}
