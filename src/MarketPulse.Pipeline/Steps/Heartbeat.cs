using System.Diagnostics;
using System.Globalization;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Sees when each feed was last polled with success, and says which has been silent for too long: a timer that no longer fires fails without an error.</summary>
/// <param name="feeds">How each feed fares.</param>
/// <param name="cursors">Takes one <c>heartbeat</c> row per feed.</param>
/// <param name="alerts">Tells those who asked for it.</param>
/// <param name="clock">The time.</param>
public sealed class Heartbeat(FeedPulses feeds, ICursorStore cursors, RaiseAlerts alerts, TimeProvider clock)
{
    /// <summary>Partition of the rows it writes.</summary>
    public const string FeedKind = "heartbeat";

    /// <summary>Looks at every feed that is polled, records its freshness and writes its heartbeat row.</summary>
    public async Task<IReadOnlyList<FeedPulse>> RunAsync(CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("heartbeat");
        IReadOnlyList<FeedPulse> pulses = await feeds.ReadAsync(cancellationToken);
        foreach (FeedPulse pulse in pulses)
        {
            if (pulse.SinceSuccess is { } since)
            {
                MarketPulseTelemetry.FeedFreshness(pulse.FeedKind, pulse.Feed, since);
            }

            await cursors.SaveAsync(ToRow(pulse), cancellationToken);
        }

        await alerts.ForFeedsAsync(pulses, cancellationToken);
        return pulses;
    }

    /// <summary>Key of the row that it writes for a feed.</summary>
    internal static string RowId(string kind, string feed) => $"{kind}|{feed}";

    private FeedCursor ToRow(FeedPulse pulse) => new()
    {
        FeedKind = FeedKind,
        FeedId = RowId(pulse.FeedKind, pulse.Feed),
        Position = pulse.FirstLookUtc.ToString("O", CultureInfo.InvariantCulture),
        Outcome = pulse.Outcome ?? PollOutcome.Unreachable,
        Error = pulse.IsStale ? pulse.Warning : null,
        LastPollUtc = clock.GetUtcNow(),
        LastSuccessUtc = pulse.LastSuccessUtc,
    };
}

/// <summary>How long a feed may go without a successful poll; settings <c>Heartbeat__NewsSilentMinutes</c> and so on.</summary>
public sealed record HeartbeatOptions
{
    /// <summary>Minutes after which a news feed counts as silent, 1 to 10080.</summary>
    public int NewsSilentMinutes { get; init; } = 60;

    /// <summary>Minutes after which a price feed counts as silent, 1 to 10080.</summary>
    public int PricesSilentMinutes { get; init; } = 1440;
}

/// <summary>The pulse of one feed.</summary>
/// <param name="FeedKind"><c>news</c> or <c>prices</c>.</param>
/// <param name="Feed">Configured name.</param>
/// <param name="LastPollUtc">When it was last polled; null when never.</param>
/// <param name="LastSuccessUtc">When a poll last succeeded; null when none did.</param>
/// <param name="SinceSuccess">The time since then.</param>
/// <param name="Outcome">Outcome of the last poll; null before the first.</param>
/// <param name="IsStale">Whether the silence has lasted too long.</param>
public sealed record FeedPulse(
    string FeedKind, string Feed, DateTimeOffset? LastPollUtc, DateTimeOffset? LastSuccessUtc, TimeSpan? SinceSuccess, PollOutcome? Outcome, bool IsStale)
{
    /// <summary>When the feed's freshness was first looked at.</summary>
    public DateTimeOffset FirstLookUtc { get; init; }

    /// <summary>When the heartbeat last looked at the feed; null before the first time.</summary>
    public DateTimeOffset? LastLookUtc { get; init; }

    /// <summary>When the feed is next due; null when it is due now.</summary>
    public DateTimeOffset? NextPollUtc { get; init; }

    /// <summary>Failed polls in a row.</summary>
    public int Failures { get; init; }

    /// <summary>What went wrong in the last poll; null when it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>Whether it is stale and has had the time to be otherwise: a feed that was never polled is stale from the first look on, and silent only later.</summary>
    public bool IsSilent { get; init; }

    /// <summary>The state in one sentence.</summary>
    public string Warning => SinceSuccess is { } since
        ? $"No poll of the {FeedKind} feed '{Feed}' has succeeded for {since.TotalHours:F1} hours."
        : $"No poll of the {FeedKind} feed '{Feed}' has ever succeeded.";
}
