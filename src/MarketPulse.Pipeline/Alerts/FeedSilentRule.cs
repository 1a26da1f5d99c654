using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>Fires once for each silence of a feed. How long a feed may be silent is a setting of the heartbeat.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Webhook">Where its alerts go.</param>
public sealed record FeedSilentRule(string Name, string Webhook) : AlertRule(Name, Webhook)
{
    /// <summary>Only the feed of this name; null for any.</summary>
    public string? Feed { get; init; }

    /// <inheritdoc/>
    public override AlertKind Kind => AlertKind.FeedSilent;

    /// <inheritdoc/>
    public override string Condition => $"{(Feed is null ? "a feed" : $"the feed {Feed}")} has gone silent for longer than the heartbeat allows";

    /// <summary>Whether the rule fires on the feed. A silence is named by the last success before it, or by the first look at a feed that never had one.</summary>
    public AlertMatch? Match(FeedPulse pulse)
    {
        ArgumentNullException.ThrowIfNull(pulse);
        return pulse.IsSilent && (Feed is null || pulse.Feed == Feed)
            ? new AlertMatch(this, $"{pulse.FeedKind}|{pulse.Feed}|{RowKeys.Stamp(pulse.LastSuccessUtc ?? pulse.FirstLookUtc)}", pulse.Warning)
            : null;
    }
}
