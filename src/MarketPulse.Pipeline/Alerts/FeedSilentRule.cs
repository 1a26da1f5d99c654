using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>Fires once for each silence of a feed. <see cref="HeartbeatOptions"/> sets how long a feed may be silent.</summary>
/// <param name="Name">Name of the rule in settings and tables.</param>
/// <param name="Webhook">Name of the webhook that receives its alerts.</param>
public sealed record FeedSilentRule(string Name, string Webhook) : AlertRule(Name, Webhook)
{
    /// <summary>Name of the only feed to watch; null for any feed.</summary>
    public string? Feed { get; init; }

    /// <inheritdoc/>
    public override AlertKind Kind => AlertKind.FeedSilent;

    /// <inheritdoc/>
    public override string Condition =>
        $"{(Feed is null ? "a feed" : $"the feed {Feed}")} has gone silent for longer than the heartbeat allows";

    /// <summary>
    /// Matches the rule against a feed; null when it does not fire. A silence is identified by the last success before it, or by the first
    /// check of a feed that has never been polled successfully.
    /// </summary>
    public AlertMatch? Match(FeedPulse pulse)
    {
        ArgumentNullException.ThrowIfNull(pulse);
        return pulse.IsSilent && (Feed is null || pulse.Feed == Feed)
            ? new AlertMatch(
                this,
                $"{pulse.FeedKind}|{pulse.Feed}|{RowKeys.Stamp(pulse.LastSuccessUtc ?? pulse.FirstLookUtc)}",
                pulse.Warning)
            : null;
    }
}
