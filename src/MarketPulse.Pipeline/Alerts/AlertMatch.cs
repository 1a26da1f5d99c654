using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>A rule that fired.</summary>
/// <param name="Rule">The rule that fired.</param>
/// <param name="Subject">Key of what it fired on; a rule fires only once per subject.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="EventId">Id of the event concerned; null when the match is not about an event.</param>
public sealed record AlertMatch(AlertRule Rule, string Subject, string Reason, string? EventId = null)
{
    /// <summary>The rule's <see cref="AlertKind"/> as a code, e.g. <c>feed_silent</c>.</summary>
    public string KindCode => Codes<AlertKind>.Of(Rule.Kind);
}
