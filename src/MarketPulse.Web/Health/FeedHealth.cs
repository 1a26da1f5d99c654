using System.Text.Json.Serialization;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MarketPulse.Web.Health;

/// <summary>The health of one feed, as in responses.</summary>
internal sealed record FeedHealth
{
    private const int LongestError = 300;

    // Not required, because the serializer rejects required properties that are ignored.
    [JsonIgnore]
    public HealthStatus Health { get; private init; }

    /// <summary>The problem in one sentence; null when there is none.</summary>
    [JsonIgnore]
    public string? Trouble { get; private init; }

    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("status")]
    public string Status => HealthAnswer.Code(Health);

    /// <summary>Outcome of the last poll; null before the first.</summary>
    [JsonPropertyName("outcome")]
    public required string? Outcome { get; init; }

    [JsonPropertyName("failures")]
    public required int Failures { get; init; }

    [JsonPropertyName("error")]
    public required string? Error { get; init; }

    [JsonPropertyName("lastpollutc")]
    public required DateTime? LastPollUtc { get; init; }

    [JsonPropertyName("lastsuccessutc")]
    public required DateTime? LastSuccessUtc { get; init; }

    /// <summary>Whole days without an answer; from seven on, its address may have changed.</summary>
    [JsonPropertyName("silentdays")]
    public required int SilentDays { get; init; }

    [JsonPropertyName("nextpollutc")]
    public required DateTime? NextPollUtc { get; init; }

    public static FeedHealth FromPulse(FeedPulse pulse)
    {
        // A feed that has not been polled yet is not a failure until it has been silent for as long as any other feed may be.
        bool isAwaited = pulse.LastPollUtc is null && !pulse.IsSilent && !pulse.IsUnanswered;
        HealthStatus health = !pulse.IsStale && !pulse.IsUnanswered ? HealthStatus.Healthy
            : isAwaited ? HealthStatus.Degraded
            : HealthStatus.Unhealthy;
        return new FeedHealth
        {
            Health = health,
            Trouble = health switch
            {
                HealthStatus.Healthy => null,
                HealthStatus.Degraded => $"The {pulse.FeedKind} feed '{pulse.Feed}' has not been polled yet.",
                _ => pulse.Warning,
            },
            Kind = pulse.FeedKind,
            Name = pulse.Feed,
            Outcome = pulse.Outcome is { } outcome ? Codes<PollOutcome>.Of(outcome) : null,
            Failures = pulse.Failures,
            Error = FirstLine(pulse.Error),
            LastPollUtc = pulse.LastPollUtc?.UtcDateTime,
            LastSuccessUtc = pulse.LastSuccessUtc?.UtcDateTime,
            SilentDays = pulse.SilentDays,
            NextPollUtc = pulse.NextPollUtc?.UtcDateTime,
        };
    }

    // Messages of storage clients continue with the headers of the response.
    private static string? FirstLine(string? error)
    {
        string? line = error?.Split('\n', 2)[0].Trim();
        return line?.Length > LongestError ? line[..LongestError] : line;
    }
}
