using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>
/// An alert that tests a webhook. It has the shape of a real one; its reason says that it is a test, and <see cref="AlertContent.IsTest"/>
/// is set.
/// </summary>
public static class TestAlert
{
    /// <summary>Name of the rule when the test does not use a configured one.</summary>
    public const string NoRule = "test";

    /// <summary>Creates a test alert for a webhook, in the shape of an alert that one of its rules would raise.</summary>
    /// <param name="webhook">Name of the webhook.</param>
    /// <param name="rule">The rule whose alerts to imitate; null for a general test.</param>
    /// <param name="pageUrl">Address of the web page, for a link; null when not configured.</param>
    /// <param name="now">Time of the test, from which its unique id is made.</param>
    public static AlertContent ForWebhook(string webhook, AlertRule? rule, Uri? pageUrl, DateTimeOffset now)
    {
        AlertKind kind = rule?.Kind ?? AlertKind.Event;
        bool hasEvent = kind is AlertKind.Event or AlertKind.Score or AlertKind.DaysBefore;
        return new AlertContent
        {
            Alert = new Alert
            {
                Rule = rule?.Name ?? NoRule,
                Subject = $"test|{webhook}|{RowKeys.Stamp(now)}",
                Kind = kind,
                EventId = hasEvent ? Event.EventId : null,
                Reason = rule is null
                    ? "This is a test of the webhook."
                    : $"This is a test of the rule, which fires when {rule.Condition}.",
                Webhook = webhook,
                Attempts = 1,
                FiredUtc = now,
            },
            Title = $"Alerts of MarketPulse reach {webhook}",
            Condition = rule?.Condition ?? "the webhook is tested",
            Event = hasEvent ? Event : null,
            Phrases = hasEvent
                ? [new DecidingPhrase("raises tariffs", "measure", "tariff", true, 14, 2)]
                : [],
            Links = pageUrl is null ? [] : [new AlertLink("MarketPulse", pageUrl)],
            IsTest = true,
        };
    }

    private static TradeEvent Event { get; } = new()
    {
        EventId = "20000101T000000Z-00000000",
        EventTimeUtc = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Headline = "Test: country raises tariffs",
        Stance = Stance.Escalation,
        Intensity = 50,
        Certainty = Certainty.Announced,
        Measures = ["tariff"],
    };
}
