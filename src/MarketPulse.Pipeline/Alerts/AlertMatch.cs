using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>A rule that fired.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Subject">What it fired on, as a key: a rule fires once on each.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="EventId">The event that it is about; null when it is about none.</param>
public sealed record AlertMatch(AlertRule Rule, string Subject, string Reason, string? EventId = null)
{
    /// <summary>What the alert is about, as a code.</summary>
    public string KindCode => Codes<AlertKind>.Of(Rule.Kind);
}
