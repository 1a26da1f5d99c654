using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>The content of an alert, before it is put into the format of its receiver.</summary>
public sealed record AlertContent
{
    /// <summary>The alert as stored: its rule, subject, reason and delivery state.</summary>
    public required Alert Alert { get; init; }

    /// <summary>What happened, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>When the rule fires, as the end of a sentence that begins with "when".</summary>
    public required string Condition { get; init; }

    /// <summary>The event; null when the alert is not about an event.</summary>
    public TradeEvent? Event { get; init; }

    /// <summary>The phrases that led the detector to report the event, by descending weight.</summary>
    public IReadOnlyList<DecidingPhrase> Phrases { get; init; } = [];

    /// <summary>The most similar past events, nearest first.</summary>
    public IReadOnlyList<Analogue> Analogues { get; init; } = [];

    /// <summary>Market reactions to those past events, if enough of them are scored; largest medians first.</summary>
    public IReadOnlyList<AnalogueOutcome> Outcomes { get; init; } = [];

    /// <summary>The event's significant scores by ascending q; only for alerts about scores.</summary>
    public IReadOnlyList<ImpactScore> Scores { get; init; } = [];

    /// <summary>Links to further information.</summary>
    public IReadOnlyList<AlertLink> Links { get; init; } = [];

    /// <summary>Whether this is a test of the webhook rather than a real alert.</summary>
    public bool IsTest { get; init; }
}

/// <summary>A link to further information.</summary>
/// <param name="Title">Text of the link.</param>
/// <param name="Address">Absolute http or https address.</param>
public sealed record AlertLink(string Title, Uri Address);
