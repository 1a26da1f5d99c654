using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>What an alert says, before it takes the shape that its receiver reads.</summary>
public sealed record AlertContent
{
    /// <summary>The alert.</summary>
    public required Alert Alert { get; init; }

    /// <summary>One line: what happened.</summary>
    public required string Title { get; init; }

    /// <summary>When the rule fires.</summary>
    public required string Condition { get; init; }

    /// <summary>The event; null when the alert is about none.</summary>
    public TradeEvent? Event { get; init; }

    /// <summary>The phrases that decided that it is one, the weightiest first.</summary>
    public IReadOnlyList<DecidingPhrase> Phrases { get; init; } = [];

    /// <summary>The past events most like it, nearest first.</summary>
    public IReadOnlyList<Analogue> Analogues { get; init; } = [];

    /// <summary>What followed those, where enough of them are scored: the largest medians first.</summary>
    public IReadOnlyList<AnalogueOutcome> Outcomes { get; init; } = [];

    /// <summary>The event's scores that count as significant, the smallest q first; only for alerts about scores.</summary>
    public IReadOnlyList<ImpactScore> Scores { get; init; } = [];

    /// <summary>Where to read on.</summary>
    public IReadOnlyList<AlertLink> Links { get; init; } = [];

    /// <summary>Whether somebody tries out the webhook.</summary>
    public bool IsTest { get; init; }
}

/// <summary>An address to read on at, http or https.</summary>
/// <param name="Title">What is there.</param>
/// <param name="Address">The address.</param>
public sealed record AlertLink(string Title, Uri Address);
